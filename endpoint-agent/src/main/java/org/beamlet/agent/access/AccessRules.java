package org.beamlet.agent.access;

import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.UuidText;

/**
 * What may run here. The service checks the same, but the site decides.
 *
 * @param allowed functions, if not all are; whoever submits them, for the owner chose them
 */
public record AccessRules(
        Optional<AllowedFunctions> allowed, Submitters submitters, PinnedCode code) {

    /**
     * A reason not to run a task.
     *
     * @param text what happened and what to do
     */
    public record Refusal(ErrorCode code, String text) {}

    /** {@return why a task must not run, if it must not} */
    public Optional<Refusal> refusal(String function, String user, String taskBuffer) {
        if (allowed.isEmpty()) {
            return submitters
                    .refusal(user)
                    .map(why ->
                            new Refusal(
                                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                                    why
                                            + "; ask its owner to set allowed_functions or to start"
                                            + " it with --run-others-as-me"));
        }
        Map<FunctionId, String> pins = allowed.get().pins();
        FunctionId id = UuidText.isUuid(function) ? FunctionId.parse(function) : null;
        String pin = id == null ? null : pins.get(id);
        if (id == null || pin == null) {
            return Optional.of(
                    notAllowed(
                            "function %s is not allowed on this endpoint; use one of its allowed"
                                            .formatted(function)
                                    + " functions, or ask its owner to add this one to"
                                    + " allowed_functions"));
        }
        return code.refusal(id, pin, taskBuffer)
                .map(why ->
                        notAllowed(
                                "function %s is not run on this endpoint, by its allowed_functions: %s"
                                        .formatted(function, why)));
    }

    private static Refusal notAllowed(String text) {
        return new Refusal(ErrorCode.FUNCTION_NOT_ALLOWED, text);
    }
}
