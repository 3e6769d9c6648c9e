package org.beamlet.worker.task;

import java.util.concurrent.CompletableFuture;

/** Something that runs tasks. */
public interface TaskRunner extends AutoCloseable {
    /** Takes a task; the future completes with its outcome and never exceptionally. */
    CompletableFuture<TaskOutcome> submit(WorkerTask task, TaskListener listener);

    /** Ends what runs, and returns once nothing is left of it. */
    @Override
    void close();
}
