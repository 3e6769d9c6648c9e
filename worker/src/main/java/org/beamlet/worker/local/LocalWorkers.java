package org.beamlet.worker.local;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.beamlet.worker.slot.WorkerPool;
import org.beamlet.worker.slot.WorkerSettings;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** Runs tasks in worker processes of this machine. */
public final class LocalWorkers implements LocalRunner {
    private final WorkerPool pool;

    private LocalWorkers(WorkerPool pool) {
        this.pool = pool;
    }

    /**
     * Starts the workers and returns without waiting for them.
     *
     * @param workDir where they run and leave their logs; made if it is not there
     * @param javaOptions appended to the command line of each, such as {@code -Xmx4g}
     */
    public static LocalWorkers start(int slots, Path workDir, List<String> javaOptions) {
        return start(slots, workDir, javaOptions, WorkerSettings.sharedCache(workDir));
    }

    /** Starts workers that will soon end: nothing is spent on making later ones start faster. */
    public static LocalWorkers startBriefly(int slots, Path workDir, List<String> javaOptions) {
        return start(slots, workDir, javaOptions, null);
    }

    private static LocalWorkers start(
            int slots, Path workDir, List<String> javaOptions, @Nullable Path cache) {
        WorkerPool pool =
                new WorkerPool(new WorkerSettings(slots, "local", workDir, javaOptions, cache));
        pool.start();
        return new LocalWorkers(pool);
    }

    @Override
    public CompletableFuture<TaskOutcome> submit(WorkerTask task, TaskListener listener) {
        return pool.submit(task, listener);
    }

    @Override
    public void cancel(String taskId, int attempt) {
        pool.cancel(taskId, attempt);
    }

    @Override
    public void close() {
        pool.close("ended because the local endpoint was closed");
    }
}
