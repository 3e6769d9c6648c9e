package org.beamlet.worker.manager;

import java.util.Set;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serializer;
import org.beamlet.protocol.task.TouchedPaths;
import org.beamlet.worker.task.TaskOutcome;

/** Keeps results back that are in a form which the site does not allow. */
final class AllowedResults {
    private static final int METHOD = 2;

    private AllowedResults() {}

    /** {@return the outcome, or the failure that takes its place} */
    static TaskOutcome of(Set<String> methods, TaskOutcome outcome) {
        if (methods.isEmpty()
                || !(outcome
                        instanceof
                        TaskOutcome.Succeeded(
                                long from,
                                long to,
                                String result,
                                TouchedPaths paths))) {
            return outcome;
        }
        String method = result.substring(0, Math.min(METHOD, result.length()));
        if (methods.contains(method) || method.equals(ResultReference.METHOD)) {
            return outcome;
        }
        BeamletException why =
                new BeamletException(
                        ErrorCode.SERIALIZER_NOT_ALLOWED,
                        "the result is in the form of %s, which this endpoint does not allow"
                                .formatted(
                                        Serializer.ofMethod(method)
                                                .map(Serializer::className)
                                                .orElse("an unknown serializer")),
                        "have the endpoint's admin add it to allowed_serializers");
        String text = String.valueOf(why.getMessage());
        return new TaskOutcome.Failed(from, to, why.code().name(), text, text, paths);
    }
}
