package org.beamlet.client.inprocess;

import java.util.OptionalInt;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.task.TaskOutcome;

/** How often a task is placed again whose worker died, as an endpoint's agent does it. */
record LossRule(OptionalInt setting, boolean idempotent) {
    private static final int IDEMPOTENT = 2;
    private static final int LONGEST_LINE = 300;

    int retries() {
        return setting.orElse(idempotent ? IDEMPOTENT : 0);
    }

    TaskOutcome.Failed failure(int losses, TaskOutcome.Lost last) {
        String log = last.logTail().strip();
        String line = log.substring(log.lastIndexOf('\n') + 1).strip();
        String message =
                "the task was lost %s, last with worker %s, which %s%s; %s"
                        .formatted(
                                losses == 1 ? "once" : losses + " times",
                                last.worker(),
                                last.how(),
                                line.isEmpty()
                                        ? ""
                                        : " (last line of its log: %s)"
                                                .formatted(
                                                        line.substring(
                                                                0,
                                                                Math.min(
                                                                        line.length(),
                                                                        LONGEST_LINE))),
                                "it may run again %d times: see that it leaves its process alive"
                                        .formatted(retries()));
        return new TaskOutcome.Failed(
                0,
                0,
                ErrorCode.TASK_LOST.name(),
                message,
                log.isEmpty() ? message : message + "\n" + log);
    }
}
