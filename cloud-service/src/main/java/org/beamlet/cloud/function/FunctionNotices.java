package org.beamlet.cloud.function;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which versions of functions should no longer be used, or must not. */
public final class FunctionNotices {
    private static final int LONGEST_REASON = 1000;
    private static final int LONGEST_NAME = 600;
    private static final int MOST_VERSIONS = 20;

    private final Store store;
    private final Functions functions;

    FunctionNotices(Store store, Functions functions) {
        this.store = store;
        this.functions = functions;
    }

    /** {@return the notices there are of these functions} */
    public Map<FunctionId, Notice> of(Collection<FunctionId> ids) {
        Map<FunctionId, Notice> notices = new HashMap<>();
        if (!ids.isEmpty()) {
            store.read(handle ->
                            handle.createQuery(
                                            """
                                            SELECT function_id, revoked, reason, successor, by_user, at_ms
                                            FROM function_notices WHERE function_id IN (<ids>)\
                                            """)
                                    .bindList("ids", ids.stream().map(FunctionId::value).toList())
                                    .map((row, _) ->
                                            Map.entry(
                                                    new FunctionId(row.getObject(1, UUID.class)),
                                                    notice(row)))
                                    .list())
                    .forEach(entry -> notices.put(entry.getKey(), entry.getValue()));
        }
        return notices;
    }

    private static Notice notice(ResultSet row) throws SQLException {
        return new Notice(
                row.getBoolean("revoked"),
                row.getString("reason"),
                row.getString("successor"),
                row.getString("by_user"),
                row.getLong("at_ms"));
    }

    /**
     * Lets a submission pass, or refuses it because of a revoked version.
     *
     * @return what the caller should know, by deprecated version
     */
    public Map<FunctionId, String> check(Caller caller, Collection<RegisteredFunction> asked) {
        Map<FunctionId, Notice> notices = of(asked.stream().map(RegisteredFunction::id).toList());
        Map<FunctionId, String> warnings = new LinkedHashMap<>();
        for (RegisteredFunction function : asked) {
            Notice notice = notices.get(function.id());
            if (notice == null) {
                continue;
            }
            if (notice.revoked()) {
                throw unavailable(caller, notice.about(function), function.name(), notice);
            }
            String successor = notice.successor();
            warnings.put(
                    function.id(),
                    notice.about(function) + (successor == null ? "" : "; use " + successor));
        }
        return warnings;
    }

    /** {@return the error for a version that cannot be had, with those that can} */
    BeamletException unavailable(Caller caller, String what, String name, @Nullable Notice notice) {
        String successor = notice == null ? null : notice.successor();
        List<String> live = live(caller, name);
        String versions =
                live.isEmpty()
                        ? "it has no live version"
                        : "its live versions are " + String.join(", ", live);
        return new BeamletException(
                ErrorCode.FUNCTION_VERSION_UNAVAILABLE,
                what,
                successor == null ? versions : "use %s; %s".formatted(successor, versions));
    }

    private List<String> live(Caller caller, String name) {
        List<RegisteredFunction> all = functions.list(caller, Optional.of(name));
        Map<FunctionId, Notice> notices = of(all.stream().map(RegisteredFunction::id).toList());
        return all.stream()
                .filter(one -> notices.get(one.id()) == null || !notices.get(one.id()).revoked())
                .sorted(FunctionAliases.BY_VERSION.reversed())
                .limit(MOST_VERSIONS)
                .map(one -> one.version() == null ? one.id().toString() : one.version())
                .toList();
    }

    /** Puts a notice up, in place of the one there was. */
    public void put(Caller caller, RegisteredFunction function, Notice notice) {
        requireOwner(caller, function);
        StorableText.require("reason", notice.reason());
        String successor = notice.successor();
        if (notice.reason().isBlank() || notice.reason().length() > LONGEST_REASON) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'reason' has %d characters".formatted(notice.reason().strip().length()),
                    "say in 1 to %d what is wrong with the version".formatted(LONGEST_REASON));
        }
        if (successor != null && successor.length() > LONGEST_NAME) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'successor' has %d characters".formatted(successor.length()),
                    "give NAME@VERSION or a UUID");
        }
        store.transaction(handle -> {
            remove(handle, function.id());
            return handle.createUpdate(
                            """
                            INSERT INTO function_notices (function_id, revoked, reason, successor,
                                by_user, at_ms)
                            VALUES (:id, :revoked, :reason, :successor, :by, :at)\
                            """)
                    .bind("id", function.id().value())
                    .bind("revoked", notice.revoked())
                    .bind("reason", notice.reason().strip())
                    .bind("successor", successor)
                    .bind("by", notice.by())
                    .bind("at", notice.atMs())
                    .execute();
        });
    }

    /** Takes the notice of a function down. */
    public void remove(Caller caller, RegisteredFunction function) {
        requireOwner(caller, function);
        store.transaction(handle -> remove(handle, function.id()));
    }

    private static int remove(Handle handle, FunctionId id) {
        return handle.createUpdate("DELETE FROM function_notices WHERE function_id = :id")
                .bind("id", id.value())
                .execute();
    }

    private static void requireOwner(Caller caller, RegisteredFunction function) {
        if (!function.ownerId().equals(caller.userId())) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                    "function %s belongs to somebody else".formatted(function.shownName()),
                    "ask its owner to do this");
        }
    }
}
