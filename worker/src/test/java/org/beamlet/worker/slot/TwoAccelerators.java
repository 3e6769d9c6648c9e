package org.beamlet.worker.slot;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.WorkerTask;

/** A node of two slots, each with an accelerator. */
final class TwoAccelerators {
    private TwoAccelerators() {}

    static WorkerSettings settings(Path folder) {
        return new WorkerSettings(
                2,
                "n",
                folder.resolve("work"),
                List.of(),
                null,
                WorkerLimits.NONE,
                new Pinning(List.of("0", "1"), "none"),
                false);
    }

    /** A task that has both for itself. */
    static WorkerTask wide(WorkerTask task) {
        return Tasks.with(task, null, 2);
    }

    static void awaitIdle(WorkerPool pool) {
        Eventually.await("all slots are idle", () -> pool.idleSlots() == 2);
    }
}
