package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that is started more than once, as a manager does whenever its agent is back. */
class PoolStartIT {
    @TempDir Path folder;
    private Launch launch;
    WorkerPool pool;

    /** Notes for which slots workers were started. */
    private static final class Launch extends WorkerLaunch {
        private final List<Integer> slots = new CopyOnWriteArrayList<>();
        private final AtomicInteger improved = new AtomicInteger();

        Launch(WorkerSettings settings) {
            super(settings);
        }

        @Override
        ProcessCommand command(Station station) throws IOException {
            slots.add(station.slot());
            return super.command(station);
        }

        @Override
        void improve(TaskQueue queue, BooleanSupplier idle) {
            improved.incrementAndGet();
        }
    }

    @BeforeEach
    void make() {
        WorkerSettings settings =
                new WorkerSettings(3, "n", folder.resolve("work"), List.of(), null);
        launch = new Launch(settings);
        pool = new WorkerPool(settings, launch);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private void await(int ready) {
        Eventually.await(ready + " are ready", () -> pool.idleSlots() == ready);
    }

    private void runs(int tasks) {
        List<CompletableFuture<TaskOutcome>> all =
                Stream.generate(() -> pool.submit(Tasks.noop("x"), TaskListener.NONE))
                        .limit(tasks)
                        .toList();
        all.forEach(one ->
                assertThat(one.orTimeout(3, TimeUnit.MINUTES).join())
                        .isInstanceOf(TaskOutcome.Succeeded.class));
    }

    @Test
    void eachSlotGetsOneWorkerHoweverOftenItIsStarted() {
        pool.start();
        await(3);

        pool.start();
        runs(10);

        assertThat(launch.slots).containsExactlyInAnyOrder(1, 2, 3);
        assertThat(launch.improved).hasValue(1);
        assertThat(pool.idleSlots()).isEqualTo(3);
    }

    @Test
    void onceItIsClosedNoneIsStarted() {
        pool.close();

        pool.start();
        pool.close();

        assertThat(launch.slots).isEmpty();
        assertThat(launch.improved).hasValue(0);
    }
}
