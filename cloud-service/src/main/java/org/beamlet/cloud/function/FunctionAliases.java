package org.beamlet.cloud.function;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.version.FunctionAlias;
import org.beamlet.protocol.version.Version;

/** Finds the function that a caller means by a UUID, a name, or a name and a version. */
public final class FunctionAliases {
    private static final Version NONE = new Version(0, 0, 0, "none");

    /** Releases after pre-releases, then by number; what has no version comes first of all. */
    static final Comparator<RegisteredFunction> BY_VERSION =
            Comparator.comparing((RegisteredFunction one) -> version(one).isRelease())
                    .thenComparing(FunctionAliases::version);

    private final Functions functions;

    public FunctionAliases(Functions functions) {
        this.functions = functions;
    }

    private static Version version(RegisteredFunction function) {
        String text = function.version();
        return text == null ? NONE : Version.parse(text).orElse(NONE);
    }

    /**
     * Finds the one that is meant: of the caller's own, else of the catalog, else of the one other
     * user who shares any; of those, the latest that is neither revoked nor, if another will do,
     * deprecated.
     */
    public RegisteredFunction resolve(Caller caller, String text) {
        if (UuidText.isUuid(text)) {
            return functions.find(caller, FunctionId.parse(text));
        }
        FunctionAlias alias = FunctionAlias.parse(text);
        List<RegisteredFunction> named = nearest(caller, alias);
        Map<FunctionId, Notice> notices =
                functions.notices().of(named.stream().map(RegisteredFunction::id).toList());
        List<RegisteredFunction> meant =
                named.stream().filter(one -> alias.includes(text(one))).toList();
        return latest(meant, one -> notices.get(one.id()) == null)
                .or(() -> latest(meant, one -> !revoked(notices, one)))
                .orElseThrow(() -> unavailable(caller, alias, meant, notices));
    }

    /** {@return all that the text may mean, for a search} */
    public List<FunctionId> all(Caller caller, String text) {
        if (UuidText.isUuid(text)) {
            return List.of(FunctionId.parse(text));
        }
        FunctionAlias alias = FunctionAlias.parse(text);
        return functions.list(caller, Optional.of(alias.name())).stream()
                .filter(one -> alias.includes(text(one)))
                .map(RegisteredFunction::id)
                .toList();
    }

    private List<RegisteredFunction> nearest(Caller caller, FunctionAlias alias) {
        List<RegisteredFunction> all = functions.list(caller, Optional.of(alias.name()));
        if (all.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "there is no function '%s' that you may run".formatted(alias.name()),
                    "see GET /beamlet/v1/functions, or `beamlet function search`");
        }
        List<RegisteredFunction> own =
                all.stream().filter(one -> one.ownerId().equals(caller.userId())).toList();
        List<RegisteredFunction> catalog = all.stream().filter(FunctionAliases::catalog).toList();
        if (!own.isEmpty() && !own.stream().allMatch(FunctionAliases::catalog)) {
            return own;
        }
        if (!catalog.isEmpty()) {
            return catalog;
        }
        if (all.stream().map(RegisteredFunction::ownerId).distinct().count() > 1) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_CONFLICT,
                    "several users share a function '%s'".formatted(alias.name()),
                    "give one by its id: "
                            + String.join(
                                    ", ", all.stream().map(one -> one.id().toString()).toList()));
        }
        return all;
    }

    /** Whoever registers a catalog function, its text is in its id. */
    private static boolean catalog(RegisteredFunction function) {
        String version = function.version();
        return version != null
                && function.id().equals(CatalogFunctionId.of(function.name(), version));
    }

    private static String text(RegisteredFunction function) {
        String version = function.version();
        return version == null ? "" : version;
    }

    private static boolean revoked(Map<FunctionId, Notice> notices, RegisteredFunction function) {
        Notice notice = notices.get(function.id());
        return notice != null && notice.revoked();
    }

    /** Of equal versions the one that was registered last, which the list has first. */
    private static Optional<RegisteredFunction> latest(
            List<RegisteredFunction> meant, Predicate<RegisteredFunction> fit) {
        RegisteredFunction best = null;
        for (RegisteredFunction one : meant) {
            if (fit.test(one) && (best == null || BY_VERSION.compare(one, best) > 0)) {
                best = one;
            }
        }
        return Optional.ofNullable(best);
    }

    private BeamletException unavailable(
            Caller caller,
            FunctionAlias alias,
            List<RegisteredFunction> meant,
            Map<FunctionId, Notice> notices) {
        if (meant.isEmpty()) {
            return functions
                    .notices()
                    .unavailable(
                            caller,
                            "function '%s' has no version '%s'"
                                    .formatted(alias.name(), alias.range()),
                            alias.name(),
                            null);
        }
        RegisteredFunction last = meant.getFirst();
        Notice notice = notices.get(last.id());
        String what = notice == null ? alias + " is revoked" : notice.about(last);
        return functions.notices().unavailable(caller, what, alias.name(), notice);
    }
}
