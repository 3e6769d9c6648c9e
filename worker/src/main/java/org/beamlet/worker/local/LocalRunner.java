package org.beamlet.worker.local;

import org.beamlet.worker.task.TaskRunner;

/** Runs tasks on this machine, and ends them when they are no longer wanted. */
public interface LocalRunner extends TaskRunner {
    /**
     * Ends a task, whether it waits or runs. Its outcome is then a failure with code
     * TASK_CANCELLED, unless it ended before.
     *
     * @param attempt only this one; 0 for any
     */
    void cancel(String taskId, int attempt);
}
