package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks of one short function, of which a worker is given several; all have the same id here. */
class SeveralTasksIT {
    @TempDir Path folder;
    WorkerPool pool;

    @BeforeEach
    void start() {
        pool = new WorkerPool(new WorkerSettings(1, "n", folder.resolve("work"), List.of(), null));
        pool.start();
        // The pool has seen that the function is short once a few tasks of it have ended.
        behaving(5).forEach(SeveralTasksIT::succeeds);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private List<CompletableFuture<TaskOutcome>> behaving(int count) {
        List<CompletableFuture<TaskOutcome>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(pool.submit(Tasks.misbehave("behave"), TaskListener.NONE));
        }
        return all;
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }

    private static void succeeds(CompletableFuture<TaskOutcome> future) {
        assertThat(outcome(future)).isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void onlyTheTaskThatTakesItsWorkerDownIsLost() throws Exception {
        Path go = folder.resolve("go");
        CompletableFuture<TaskOutcome> first =
                pool.submit(Tasks.misbehave("wait", go), TaskListener.NONE);
        List<CompletableFuture<TaskOutcome>> before = behaving(3);
        CompletableFuture<TaskOutcome> exits =
                pool.submit(Tasks.misbehave("exit"), TaskListener.NONE);
        List<CompletableFuture<TaskOutcome>> after = behaving(12);

        Files.createFile(go);

        succeeds(first);
        before.forEach(SeveralTasksIT::succeeds);
        assertThat(outcome(exits))
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class, lost -> assertThat(lost.how()).contains("42"));
        after.forEach(SeveralTasksIT::succeeds);
    }

    @Test
    void onlyTheTaskThatIsCancelledEnds() {
        Begun begun = new Begun();
        WorkerTask forever = Tasks.misbehave("forever");
        List<CompletableFuture<TaskOutcome>> before = behaving(20);
        CompletableFuture<TaskOutcome> runs = pool.submit(forever, begun);
        List<CompletableFuture<TaskOutcome>> after = behaving(12);
        WorkerTask unwanted = Tasks.misbehave("behave");
        CompletableFuture<TaskOutcome> waits = pool.submit(unwanted, TaskListener.NONE);
        assertThat(begun.at.orTimeout(3, TimeUnit.MINUTES).join()).isPositive();

        pool.cancel(unwanted.taskId(), 0);
        pool.cancel(forever.taskId(), 0);

        for (CompletableFuture<TaskOutcome> cancelled : List.of(waits, runs)) {
            assertThat(outcome(cancelled))
                    .isInstanceOfSatisfying(
                            TaskOutcome.Failed.class,
                            failed -> assertThat(failed.code()).isEqualTo("TASK_CANCELLED"));
        }
        before.forEach(SeveralTasksIT::succeeds);
        after.forEach(SeveralTasksIT::succeeds);
    }

    /** The worker cannot say what it gives back; it may have begun the one, or the other. */
    @Test
    void whileAWorkerDoesNotAnswerNoOtherTaskIsEndedInPlaceOfTheCancelled() throws Exception {
        Begun begun = new Begun();
        Path go = folder.resolve("go");
        List<CompletableFuture<TaskOutcome>> before = behaving(20);
        CompletableFuture<TaskOutcome> runs = pool.submit(Tasks.misbehave("wait", go), begun);
        WorkerTask unwanted = Tasks.misbehave("forever");
        CompletableFuture<TaskOutcome> waits = pool.submit(unwanted, TaskListener.NONE);
        assertThat(begun.at.orTimeout(3, TimeUnit.MINUTES).join()).isPositive();
        signal("STOP");

        pool.cancel(unwanted.taskId(), 0);
        signal("CONT");
        Files.createFile(go);

        succeeds(runs);
        assertThat(outcome(waits))
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo("TASK_CANCELLED"));
        before.forEach(SeveralTasksIT::succeeds);
        behaving(3).forEach(SeveralTasksIT::succeeds);
    }

    private static void signal(String name) throws Exception {
        for (ProcessHandle child : ProcessHandle.current().descendants().toList()) {
            String pid = Long.toString(child.pid());
            assertThat(new ProcessBuilder("kill", "-" + name, pid).start().waitFor()).isZero();
        }
    }

    @Test
    void whatIsBehindATaskThatTakesItsTimeIsRunByOthers() {
        try (WorkerPool two =
                new WorkerPool(
                        new WorkerSettings(2, "n", folder.resolve("two"), List.of(), null))) {
            two.start();
            succeeds(two.submit(Tasks.misbehave("behave"), TaskListener.NONE));
            List<CompletableFuture<TaskOutcome>> others = new ArrayList<>();
            CompletableFuture<TaskOutcome> forever = new CompletableFuture<>();
            for (int i = 0; i < 40; i++) {
                if (i == 20) {
                    forever = two.submit(Tasks.misbehave("forever"), TaskListener.NONE);
                }
                others.add(two.submit(Tasks.misbehave("behave"), TaskListener.NONE));
            }

            others.forEach(SeveralTasksIT::succeeds);
            assertThat(forever).isNotDone();
        }
    }

    @Test
    void eachTaskIsHeardToPrintItsOwnAndNothingElse() {
        List<Ear> loud = new ArrayList<>();
        List<Ear> quiet = new ArrayList<>();
        List<CompletableFuture<TaskOutcome>> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            boolean prints = i % 10 == 5;
            Ear ear = new Ear();
            (prints ? loud : quiet).add(ear);
            all.add(pool.submit(Tasks.misbehave(prints ? "avalanche" : "behave"), ear));
        }

        all.forEach(SeveralTasksIT::succeeds);

        assertThat(loud)
                .allSatisfy(ear -> {
                    assertThat(ear.text()).endsWith("the end\n");
                    assertThat(ear.end).isEqualTo(8000L * 1001 + "the end\n".length());
                });
        assertThat(quiet).allSatisfy(ear -> assertThat(ear.text()).isEmpty());
    }

    private static final class Begun implements TaskListener {
        private final CompletableFuture<Long> at = new CompletableFuture<>();

        @Override
        public void started(String worker, long atNs) {
            at.complete(atNs);
        }
    }

    private static final class Ear implements TaskListener {
        private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
        private long end;

        @Override
        public boolean hears() {
            return true;
        }

        @Override
        public synchronized void printed(boolean error, long offset, byte[] text) {
            heard.writeBytes(text);
            end = offset + text.length;
        }

        synchronized String text() {
            return heard.toString(StandardCharsets.UTF_8);
        }
    }
}
