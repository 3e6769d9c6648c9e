package org.beamlet.worker.slot;

import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;

/**
 * Why a task is ended with its worker.
 *
 * @param text what it did, and what to do
 * @param details more for the trace; may be empty
 */
record Verdict(ErrorCode code, String text, String details) {
    TaskOutcome outcome(long startedAtNs) {
        String trace = "%s: %s".formatted(code, text);
        return new TaskOutcome.Failed(
                startedAtNs,
                EpochNanos.now(),
                code.name(),
                text,
                details.isBlank() ? trace : trace + "\n" + details);
    }
}
