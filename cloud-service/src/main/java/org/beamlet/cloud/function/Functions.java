package org.beamlet.cloud.function;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.objects.CodeArtifacts;
import org.beamlet.cloud.repeat.Call;
import org.beamlet.cloud.repeat.UnansweredCalls;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The register of functions. */
public final class Functions {
    static final String COLUMNS =
            "function_id, owner_id, name, version, description, metadata, is_public, group_id";

    private final Store store;
    private final UnansweredCalls unanswered;
    private final CodeCache code;
    private final Gate gate;
    private final FunctionNotices notices;

    /** Asked before a function is kept. */
    public interface Gate {
        /** Raises where the caller may not share with the group. */
        void group(Caller caller, UUID group);

        /** Raises where the caller has too many functions. */
        void oneMore(Caller caller);
    }

    public Functions(Store store, UnansweredCalls unanswered, Gate gate) {
        this.store = store;
        this.unanswered = unanswered;
        this.code = new CodeCache(store);
        this.gate = gate;
        this.notices = new FunctionNotices(store, this);
    }

    /** {@return what is said of versions that have had their day} */
    public FunctionNotices notices() {
        return notices;
    }

    /** {@return what the caller may run of what is looked for, newest first} */
    public List<FunctionSearch.Found> search(Caller caller, FunctionSearch search) {
        return store.read(handle -> search.run(handle, caller));
    }

    /** Registers a function that nobody sends again. */
    public FunctionId register(Caller caller, FunctionRegistration registration) {
        return register(caller, registration, unanswered.single(caller));
    }

    /** Registers a function; a catalog function always under its own id. */
    public FunctionId register(Caller caller, FunctionRegistration registration, Call call) {
        NewFunction function = NewFunction.of(registration);
        UUID group = function.group();
        if (group != null) {
            gate.group(caller, group);
        }
        UnansweredCalls.Answer answer =
                unanswered.once(
                        call,
                        handle -> {
                            if (function.published().publisher() == null) {
                                add(handle, caller, function);
                            } else {
                                publish(handle, caller, function);
                            }
                            return function.id().toString();
                        });
        return FunctionId.parse(answer.text());
    }

    private void publish(Handle handle, Caller caller, NewFunction function) {
        switch (Publication.of(handle, caller, function)) {
            case NEW -> {
                add(handle, caller, function);
                // Somebody else may have been first with other content, and is then in the store.
                Publication _ = Publication.of(handle, caller, function);
            }
            case KNOWN -> {}
            case TOLD_MORE -> {
                requireArtifact(handle, caller, function);
                Publication.complete(handle, function);
                code.forget(function.id());
            }
        }
    }

    private void add(Handle handle, Caller caller, NewFunction function) {
        if (!function.fromCatalog()) {
            gate.oneMore(caller);
        }
        requireArtifact(handle, caller, function);
        insert(handle, caller, function);
    }

    private static void requireArtifact(Handle handle, Caller caller, NewFunction function) {
        String artifact = function.artifact();
        if (artifact != null) {
            CodeArtifacts.require(handle, caller.userId(), artifact, System.currentTimeMillis());
        }
    }

    private static void insert(Handle handle, Caller caller, NewFunction function) {
        handle.createUpdate(
                        """
                        INSERT INTO functions (function_id, owner_id, name, version, description,
                            code, metadata, is_public, group_id, artifact, created_ms)
                        VALUES (:id, :owner, :name, :version, :description,
                            :code, :metadata, :public, :group, :artifact, :now)
                        ON CONFLICT DO NOTHING\
                        """)
                .bind("id", function.id().value())
                .bind("owner", caller.userId())
                .bind("name", function.name())
                .bind("version", function.version())
                .bind("description", function.description())
                .bind("code", function.code())
                .bind("metadata", function.metadata())
                .bind("public", function.isPublic())
                .bind("group", function.group())
                .bind("artifact", function.artifact())
                .bind("now", System.currentTimeMillis())
                .execute();
    }

    /** Finds a function that the caller may run. */
    public RegisteredFunction find(Caller caller, FunctionId id) {
        RegisteredFunction function = find(List.of(id)).get(id);
        return RegisteredFunction.requireUsable(function, caller, id);
    }

    /** {@return those of the functions that exist, whoever may run them} */
    public Map<FunctionId, RegisteredFunction> find(Collection<FunctionId> ids) {
        Map<FunctionId, RegisteredFunction> found = new HashMap<>();
        if (ids.isEmpty()) {
            return found;
        }
        List<RegisteredFunction> rows =
                store.read(handle ->
                        handle.createQuery(
                                        "SELECT "
                                                + COLUMNS
                                                + " FROM functions WHERE deleted_ms IS NULL"
                                                + " AND function_id IN (<ids>)")
                                .bindList("ids", ids.stream().map(FunctionId::value).toList())
                                .map((row, _) -> function(row))
                                .list());
        rows.forEach(function -> found.put(function.id(), function));
        return found;
    }

    /** {@return what the caller may run, newest first} */
    public List<RegisteredFunction> list(Caller caller, Optional<String> name) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + COLUMNS
                                        + """
                                         FROM functions
                                        WHERE deleted_ms IS NULL
                                        AND (owner_id = :caller OR is_public OR group_id IN (<groups>))
                                        AND (:any OR name = :name)
                                        ORDER BY created_ms DESC, function_id\
                                        """)
                        .bind("caller", caller.userId())
                        .bindList("groups", caller.groupsOrNone())
                        .bind("any", name.isEmpty())
                        .bind("name", name.orElse(""))
                        .map((row, _) -> function(row))
                        .list());
    }

    /** Shares a function of the caller's with everybody, with a group or with nobody. */
    public void share(Caller caller, FunctionId id, boolean isPublic, @Nullable UUID group) {
        RegisteredFunction function = managed(caller, id, "share it");
        if (group != null) {
            gate.group(caller, group);
        }
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                UPDATE functions SET is_public = :public, group_id = :group
                                WHERE function_id = :id\
                                """)
                        .bind("public", isPublic || function.version() != null)
                        .bind("group", group)
                        .bind("id", id.value())
                        .execute());
    }

    /** {@return a function that the caller owns or, as an operator, looks after} */
    private RegisteredFunction managed(Caller caller, FunctionId id, String what) {
        RegisteredFunction function = find(List.of(id)).get(id);
        if (function != null && caller.operator()) {
            return function;
        }
        RegisteredFunction usable = RegisteredFunction.requireUsable(function, caller, id);
        if (!usable.ownerId().equals(caller.userId())) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                    "function '%s' belongs to somebody else".formatted(id),
                    "ask its owner to " + what);
        }
        return usable;
    }

    /** Deletes a function of the caller's; tasks that were accepted still run. */
    public void delete(Caller caller, FunctionId id) {
        managed(caller, id, "delete it");
        long now = System.currentTimeMillis();
        store.transaction(handle -> {
            CodeArtifacts.release(handle, id.value(), now);
            return handle.createUpdate(
                            """
                            UPDATE functions SET deleted_ms = :now
                            WHERE function_id = :id\
                            """)
                    .bind("now", now)
                    .bind("id", id.value())
                    .execute();
        });
    }

    /** {@return the packed code, also of a deleted function} */
    public String code(FunctionId id) {
        return code.of(id).code();
    }

    /** {@return what goes out with its tasks, also of a deleted function} */
    public FunctionBody body(FunctionId id) {
        return code.of(id);
    }

    static RegisteredFunction function(ResultSet row) throws SQLException {
        return new RegisteredFunction(
                new FunctionId(row.getObject("function_id", UUID.class)),
                row.getObject("owner_id", UUID.class),
                row.getString("name"),
                row.getString("version"),
                row.getString("description"),
                row.getString("metadata"),
                row.getBoolean("is_public"),
                row.getObject("group_id", UUID.class));
    }
}
