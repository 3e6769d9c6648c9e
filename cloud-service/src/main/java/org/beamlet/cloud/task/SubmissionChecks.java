package org.beamlet.cloud.task;

import java.util.List;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** JSON may hold nulls where the types say there are none. */
final class SubmissionChecks {
    private SubmissionChecks() {}

    static boolean empty(@Nullable List<String> payloads) {
        return payloads == null || payloads.isEmpty();
    }

    static void requireNoNulls(Map<String, List<String>> tasks) {
        tasks.forEach((function, payloads) -> {
            if (hasNull(payloads)) {
                throw new BeamletException(
                        ErrorCode.REQUEST_MALFORMED,
                        "tasks['%s'] is or holds null".formatted(function),
                        "send a list of payloads");
            }
        });
    }

    private static boolean hasNull(@Nullable List<String> payloads) {
        if (payloads == null) {
            return true;
        }
        for (@Nullable String payload : payloads) {
            if (payload == null) {
                return true;
            }
        }
        return false;
    }
}
