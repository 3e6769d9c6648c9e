package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real workers whose tasks are cancelled, and what they print. */
class CancelledTaskIT {
    @TempDir Path folder;
    WorkerPool pool;

    @BeforeEach
    void start() {
        pool = new WorkerPool(new WorkerSettings(2, "n", folder.resolve("work"), List.of(), null));
        pool.start();
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }

    private static void assertCancelled(TaskOutcome outcome, String how) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> {
                            assertThat(failed.code()).isEqualTo("TASK_CANCELLED");
                            assertThat(failed.userMessage()).contains(how);
                        });
    }

    @Test
    void aRunningTaskIsEndedWithItsWorkerAndWhatItStartedAndNothingElse() throws Exception {
        Path pid = folder.resolve("pid");
        Path go = folder.resolve("go");
        WorkerTask doomed = Tasks.misbehave("orphan", pid);
        Started neighbour = new Started();
        CompletableFuture<TaskOutcome> running = pool.submit(doomed, TaskListener.NONE);
        CompletableFuture<TaskOutcome> other = pool.submit(Tasks.misbehave("wait", go), neighbour);
        Eventually.await("the function has a child", () -> Files.exists(pid));
        long child = Long.parseLong(Files.readString(pid));
        long untouched = neighbour.pid();

        pool.cancel(doomed.taskId(), doomed.attempt());

        assertCancelled(outcome(running), "while it ran");
        Eventually.await("the child is gone", () -> !Eventually.alive(child));
        assertThat(Eventually.alive(untouched)).isTrue();
        Files.createFile(go);
        assertThat(outcome(other)).isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void theSlotOfACancelledTaskIsUsedAgain() {
        WorkerTask first = Tasks.misbehave("forever");
        WorkerTask second = Tasks.misbehave("forever");
        Started one = new Started();
        Started two = new Started();
        CompletableFuture<TaskOutcome> a = pool.submit(first, one);
        CompletableFuture<TaskOutcome> b = pool.submit(second, two);
        long pid = one.pid();
        long otherPid = two.pid();
        Started third = new Started();
        CompletableFuture<TaskOutcome> waits = pool.submit(Tasks.noop("at last"), third);

        pool.cancel(first.taskId(), 0);

        assertCancelled(outcome(a), "while it ran");
        assertThat(outcome(waits)).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(third.pid()).isNotIn(pid, otherPid);
        pool.cancel(second.taskId(), 0);
        assertCancelled(outcome(b), "while it ran");
    }

    @Test
    void aWaitingTaskNeverBegins() {
        WorkerTask first = Tasks.misbehave("forever");
        WorkerTask second = Tasks.misbehave("forever");
        CompletableFuture<TaskOutcome> a = pool.submit(first, TaskListener.NONE);
        CompletableFuture<TaskOutcome> b = pool.submit(second, TaskListener.NONE);
        Started never = new Started();
        WorkerTask third = Tasks.noop("never");
        CompletableFuture<TaskOutcome> waits = pool.submit(third, never);

        pool.cancel(third.taskId(), third.attempt());

        assertCancelled(outcome(waits), "before it began");
        assertThat(never.worker).isNotDone();
        assertThat(a).isNotDone();
        assertThat(b).isNotDone();
    }

    @Test
    void anotherAttemptOfTheTaskIsLeftAlone() {
        WorkerTask task = Tasks.noop("stays");

        pool.cancel(task.taskId(), task.attempt() + 1);

        assertThat(outcome(pool.submit(task, TaskListener.NONE)))
                .isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void whatATaskPrintsByWhateverWayIsHeardBeforeItsOutcome() {
        Ear ear = new Ear();

        assertThat(outcome(pool.submit(Tasks.misbehave("noise"), ear)))
                .isInstanceOf(TaskOutcome.Succeeded.class);

        assertThat(ear.out.toString(StandardCharsets.UTF_8))
                .contains("a greeting on System.out", "a greeting on descriptor 1");
        assertThat(ear.err.size()).isZero();
    }

    @Test
    void anAvalancheHoldsNobodyUpAndItsEndIsHeard() {
        Ear ear = new Ear();

        assertThat(outcome(pool.submit(Tasks.misbehave("avalanche"), ear)))
                .isInstanceOf(TaskOutcome.Succeeded.class);

        assertThat(ear.out.toString(StandardCharsets.UTF_8)).endsWith("the end\n");
        assertThat(ear.end).isEqualTo(8000L * 1001 + "the end\n".length());
    }

    /** Hears everything. */
    private static final class Ear implements TaskListener {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private long end;

        @Override
        public boolean hears() {
            return true;
        }

        @Override
        public synchronized void printed(boolean error, long offset, byte[] text) {
            (error ? err : out).writeBytes(text);
            end = offset + text.length;
        }
    }

    /** Remembers which worker runs the task. */
    private static final class Started implements TaskListener {
        private final CompletableFuture<String> worker = new CompletableFuture<>();

        @Override
        public void started(String name, long atNs) {
            worker.complete(name);
        }

        long pid() {
            String name = worker.orTimeout(3, TimeUnit.MINUTES).join();
            return Long.parseLong(name.replaceAll(".*\\[(\\d+)]", "$1"));
        }
    }
}
