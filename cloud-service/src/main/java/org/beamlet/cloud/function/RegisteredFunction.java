package org.beamlet.cloud.function;

import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.jspecify.annotations.Nullable;

/**
 * A function without its code, which may be large.
 *
 * @param version known of catalog functions
 * @param metadata JSON, as it was registered
 * @param group whose members may run it; null if it is not shared so
 */
public record RegisteredFunction(
        FunctionId id,
        UUID ownerId,
        String name,
        @Nullable String version,
        @Nullable String description,
        @Nullable String metadata,
        boolean isPublic,
        @Nullable UUID group) {

    /** {@return name and version, as a person names it} */
    public String shownName() {
        return version == null ? name : name + "@" + version;
    }

    /**
     * Raises what the caller should know: that there is no such function, or that it is not theirs.
     */
    public static RegisteredFunction requireUsable(
            @Nullable RegisteredFunction function, Caller caller, FunctionId id) {
        if (function == null) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_NOT_FOUND,
                    "Function %s could not be resolved".formatted(id),
                    "register it and use the id of the answer");
        }
        if (!function.openTo(caller)) {
            throw new BeamletException(
                    ErrorCode.FUNCTION_ACCESS_FORBIDDEN,
                    "function '%s' is not shared with '%s'".formatted(id, caller.name()),
                    "ask its owner to share it, or register your own");
        }
        return function;
    }

    private boolean openTo(Caller caller) {
        return isPublic
                || ownerId.equals(caller.userId())
                || (group != null && caller.groups().contains(group));
    }
}
