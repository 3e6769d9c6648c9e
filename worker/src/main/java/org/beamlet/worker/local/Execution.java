package org.beamlet.worker.local;

import org.beamlet.catalog.Progress;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;

/** Runs one task in the calling thread; whatever its function throws is an outcome. */
@FunctionalInterface
public interface Execution {
    TaskOutcome.Finished run(WorkerTask task, Progress progress);
}
