package org.beamlet.worker.manager;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;

/** The outcome of a task that no worker is given. */
final class Refused {
    private Refused() {}

    /** The outcome of a task that was cancelled while it waited. */
    static TaskOutcome cancelled() {
        return of(
                new BeamletException(
                        ErrorCode.TASK_CANCELLED,
                        "the task was cancelled before it began",
                        "submit it again if it is wanted after all"));
    }

    static TaskOutcome of(BeamletException why) {
        long now = EpochNanos.now();
        String text = String.valueOf(why.getMessage());
        return new TaskOutcome.Failed(now, now, why.code().name(), text, text);
    }
}
