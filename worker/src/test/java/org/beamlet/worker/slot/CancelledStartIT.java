package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that are cancelled while the process that is to run them starts. */
class CancelledStartIT {
    @TempDir Path folder;
    private Launch launch;
    WorkerPool pool;

    /** Some processes are never ready. */
    private static final class Launch extends WorkerLaunch {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch answered = new CountDownLatch(1);
        private final Path pid;
        private volatile Predicate<Station> hangs = _ -> false;

        Launch(WorkerSettings settings, Path pid) {
            super(settings);
            this.pid = pid;
        }

        @Override
        ProcessCommand command(Station station) throws IOException {
            if (!hangs.test(station)) {
                return super.command(station);
            }
            asked.countDown();
            try {
                assertThat(answered.await(3, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return new ProcessCommand(
                    List.of(
                            "/bin/sh",
                            "-c",
                            "echo $$ > \"$0.new\"; mv \"$0.new\" \"$0\"; exec sleep 600",
                            pid.toString()));
        }

        long pid() throws IOException {
            Eventually.await("its process is there", () -> Files.exists(pid));
            return Long.parseLong(Files.readString(pid).strip());
        }
    }

    @BeforeEach
    void start() {
        WorkerSettings settings = TwoAccelerators.settings(folder);
        launch = new Launch(settings, folder.resolve("pid"));
        pool = new WorkerPool(settings, launch);
        pool.start();
        TwoAccelerators.awaitIdle(pool);
    }

    @AfterEach
    void stop() {
        launch.answered.countDown();
        pool.close();
    }

    private CompletableFuture<TaskOutcome> submit(WorkerTask task) {
        return pool.submit(task, TaskListener.NONE).orTimeout(1, TimeUnit.MINUTES);
    }

    private static void assertCancelled(CompletableFuture<TaskOutcome> task) {
        assertThat(task.join())
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.code()).isEqualTo("TASK_CANCELLED");
                            assertThat(failed.userMessage()).contains("before it began");
                        });
    }

    private void assertAllIsFree() {
        launch.hangs = _ -> false;
        TwoAccelerators.awaitIdle(pool);
        assertThat(submit(TwoAccelerators.wide(Tasks.noop("on both"))).join())
                .isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(submit(Tasks.python()).join()).isInstanceOf(TaskOutcome.Succeeded.class);
        TwoAccelerators.awaitIdle(pool);
    }

    @Test
    void theProcessIsEndedAndTheDevicesAreFree() throws Exception {
        launch.hangs = Station::forOneTask;
        launch.answered.countDown();
        WorkerTask doomed = TwoAccelerators.wide(Tasks.noop("on both"));
        CompletableFuture<TaskOutcome> waits = submit(doomed);
        CompletableFuture<TaskOutcome> behind = submit(Tasks.noop("behind"));
        long pid = launch.pid();
        assertThat(pool.idleSlots()).isZero();
        assertThat(behind).isNotDone();

        pool.cancel(doomed.taskId(), 1);

        assertCancelled(waits);
        assertThat(Eventually.alive(pid)).isFalse();
        assertThat(behind.join()).isInstanceOf(TaskOutcome.Succeeded.class);
        assertAllIsFree();
    }

    @Test
    void aProcessThatIsNotThereYetIsEndedOnceItIs() throws Exception {
        launch.hangs = Station::forOneTask;
        WorkerTask doomed = TwoAccelerators.wide(Tasks.noop("on both"));
        CompletableFuture<TaskOutcome> waits = submit(doomed);
        assertThat(launch.asked.await(1, TimeUnit.MINUTES)).isTrue();

        pool.cancel(doomed.taskId(), 0);
        assertThat(waits).isNotDone();
        launch.answered.countDown();

        assertCancelled(waits);
        assertAllIsFree();
    }

    @Test
    void soItIsWithASlotsProcessForPython() throws Exception {
        launch.hangs = station -> station.language() == Language.PYTHON;
        launch.answered.countDown();
        WorkerTask doomed = Tasks.python();
        CompletableFuture<TaskOutcome> waits = submit(doomed);
        long pid = launch.pid();

        pool.cancel(doomed.taskId(), 1);

        assertCancelled(waits);
        assertThat(Eventually.alive(pid)).isFalse();
        assertAllIsFree();
    }

    @Test
    void whoeverElseIsCancelledHarmsItNot() throws Exception {
        launch.hangs = Station::forOneTask;
        launch.answered.countDown();
        CompletableFuture<TaskOutcome> waits = submit(TwoAccelerators.wide(Tasks.noop("on both")));
        WorkerTask other = Tasks.noop("behind");
        CompletableFuture<TaskOutcome> cancelled = submit(other);
        long pid = launch.pid();

        pool.cancel(other.taskId(), 1);

        assertCancelled(cancelled);
        assertThat(waits).isNotDone();
        assertThat(Eventually.alive(pid)).isTrue();
    }
}
