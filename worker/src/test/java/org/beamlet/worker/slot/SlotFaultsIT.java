package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors in the program that gives tasks to workers: it loses a task at most, and no slot. */
class SlotFaultsIT {
    @TempDir Path folder;
    WorkerSettings settings;
    private Launch launch;
    WorkerPool pool;

    /** Fails for some. */
    private static final class Launch extends WorkerLaunch {
        private volatile Predicate<Station> fails = _ -> false;
        private final AtomicInteger failed = new AtomicInteger();

        Launch(WorkerSettings settings) {
            super(settings);
        }

        @Override
        synchronized ProcessCommand command(Station station) throws IOException {
            if (fails.test(station)) {
                failed.incrementAndGet();
                throw new StackOverflowError("for the test");
            }
            return super.command(station);
        }
    }

    @BeforeEach
    void start() {
        settings = TwoAccelerators.settings(folder);
        launch = new Launch(settings);
        pool = new WorkerPool(settings, launch);
        pool.start();
        TwoAccelerators.awaitIdle(pool);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    /** What cannot be put into a frame. */
    private static Path unspeakable() {
        return (Path)
                Proxy.newProxyInstance(
                        SlotFaultsIT.class.getClassLoader(),
                        new Class<?>[] {Path.class},
                        (_, method, _) -> {
                            if (method.getName().equals("hashCode")) {
                                return 1;
                            }
                            throw new AssertionError("for the test");
                        });
    }

    private TaskOutcome run(WorkerTask task) {
        return pool.submit(task, TaskListener.NONE).orTimeout(3, TimeUnit.MINUTES).join();
    }

    private static void assertLost(TaskOutcome outcome, Class<? extends Error> fault) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class,
                        lost ->
                                assertThat(lost.how())
                                        .contains(
                                                "node manager",
                                                fault.getSimpleName(),
                                                "for the test"));
    }

    private void assertAllIsAsBefore() {
        assertThat(run(Tasks.noop("on one"))).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(run(TwoAccelerators.wide(Tasks.noop("on both"))))
                .isInstanceOf(TaskOutcome.Succeeded.class);
        TwoAccelerators.awaitIdle(pool);
    }

    @Test
    void beforeItsOwnProcessStartsATaskIsLostAndLeavesItsDevices() {
        launch.fails = Station::forOneTask;

        assertLost(run(TwoAccelerators.wide(Tasks.noop("never"))), StackOverflowError.class);

        launch.fails = _ -> false;
        assertAllIsAsBefore();
    }

    @Test
    void beforeASlotsPythonProcessStartsATaskIsLost() {
        launch.fails = station -> station.language() == Language.PYTHON;

        assertLost(run(Tasks.python()), StackOverflowError.class);

        launch.fails = _ -> false;
        assertThat(run(Tasks.python())).isInstanceOf(TaskOutcome.Succeeded.class);
        assertAllIsAsBefore();
    }

    @Test
    void whileItIsSentToItsOwnProcessATaskIsLost() {
        assertLost(run(Tasks.with(Tasks.noop("never"), unspeakable(), 2)), AssertionError.class);

        assertAllIsAsBefore();
    }

    @Test
    void whileWhoeverBringsItSendsItATaskIsLostAndTheWorkerReplaced() {
        assertLost(run(Tasks.with(Tasks.noop("never"), unspeakable(), 0)), AssertionError.class);

        assertAllIsAsBefore();
    }

    @Test
    void whileAWorkerStartsTheSlotGoesOn() {
        launch.fails = station -> !station.forOneTask();
        WorkerTask crash = Tasks.misbehave("exit");
        assertThat(run(crash)).isNotInstanceOf(TaskOutcome.Succeeded.class);
        Eventually.await("it was tried again", () -> launch.failed.get() > 1);

        launch.fails = _ -> false;

        assertAllIsAsBefore();
    }

    @Test
    void whoeverListensHarmsNobody() {
        TaskListener fails =
                new TaskListener() {
                    @Override
                    public void started(String worker, long atNs) {
                        throw new AssertionError("for the test");
                    }

                    @Override
                    public boolean hears() {
                        throw new AssertionError("for the test");
                    }

                    @Override
                    public void printed(boolean error, long offset, byte[] text) {
                        throw new AssertionError("for the test");
                    }
                };

        CompletableFuture<TaskOutcome> noisy = pool.submit(Tasks.misbehave("noise"), fails);

        assertThat(noisy.orTimeout(3, TimeUnit.MINUTES).join())
                .isInstanceOf(TaskOutcome.Succeeded.class);
        assertAllIsAsBefore();
    }

    @Test
    void aProcessThatIsNoLongerHeardIsEnded() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        Station station = new Station(1, Language.JAVA);
        try (WorkerProcess worker =
                WorkerProcess.start(settings, launch.command(station), station, () -> {})) {
            assertThat(worker.awaitReady(Duration.ofMinutes(3))).isTrue();
            worker.tell(
                    new WorkerProcess.Ears() {
                        @Override
                        public void heard(WorkerProcess from, FromWorker frame) {
                            throw new AssertionError("for the test");
                        }

                        @Override
                        public void ended(WorkerProcess process) {
                            ended.countDown();
                            throw new AssertionError("for the test as well");
                        }
                    });

            worker.send(List.of(ToWorker.Run.of(Tasks.noop("unheard"))));

            assertThat(ended.await(3, TimeUnit.MINUTES)).isTrue();
            assertThat(worker.alive()).isFalse();
            assertThat(worker.howItEnded()).contains("node manager", "for the test");
        }
    }
}
