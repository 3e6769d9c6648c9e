package org.beamlet.worker.slot;

import java.util.concurrent.CompletableFuture;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;

/** A task with those who wait for it. */
record Assignment(WorkerTask task, TaskListener listener, CompletableFuture<TaskOutcome> outcome) {
    void lost(String worker, String how, String logTail) {
        outcome.complete(new TaskOutcome.Lost(worker, how, logTail));
    }
}
