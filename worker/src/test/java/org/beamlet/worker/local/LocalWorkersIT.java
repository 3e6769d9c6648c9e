package org.beamlet.worker.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
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

class LocalWorkersIT {
    @TempDir private Path folder;
    private LocalWorkers workers;

    @BeforeEach
    void start() {
        workers = LocalWorkers.start(1, folder.resolve("work"), List.of("-Xmx64m"));
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void aResultComesBackFromAWorkerProcess() {
        Started started = new Started();

        TaskOutcome outcome = outcome(workers.submit(Tasks.noop("grüß 😀"), started));

        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(((TaskOutcome.Succeeded) outcome).result())
                .startsWith("11\n{")
                .contains("grüß 😀");
        assertThat(started.pid()).isNotEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void aKilledWorkerLosesItsTaskAndTheSlotWorksAgain() {
        Started started = new Started();
        CompletableFuture<TaskOutcome> doomed = workers.submit(Tasks.misbehave("forever"), started);
        ProcessHandle worker = ProcessHandle.of(started.pid()).orElseThrow();

        worker.destroyForcibly();

        TaskOutcome lost = outcome(doomed);
        assertThat(lost)
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class,
                        how -> {
                            assertThat(how.how()).isEqualTo("killed by signal 9");
                            assertThat(how.worker()).contains("[" + worker.pid() + "]");
                        });
        assertThat(run(Tasks.noop("again"))).isInstanceOf(TaskOutcome.Succeeded.class);
    }

    @Test
    void whatAFunctionPrintsGoesToTheLogAndBreaksNoFrame() throws Exception {
        assertThat(run(Tasks.misbehave("noise"))).isInstanceOf(TaskOutcome.Succeeded.class);
        assertThat(run(Tasks.noop("again"))).isInstanceOf(TaskOutcome.Succeeded.class);

        assertThat(Files.readString(log()))
                .contains("a greeting on System.out", "a greeting on descriptor 1");
    }

    @Test
    void aFullHeapAfterOtherTasksEndsTheWorkerAndSaysSo() {
        assertThat(run(Tasks.noop("may have left something"))).isNotNull();
        assertThat(run(Tasks.misbehave("heap")))
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class,
                        lost -> {
                            assertThat(lost.how()).contains("status 3", "heap was full");
                            assertThat(lost.logTail()).contains("OutOfMemoryError");
                        });
    }

    @Test
    void anExitInAFunctionIsALossWithItsStatus() {
        assertThat(run(Tasks.misbehave("exit")))
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class,
                        lost -> assertThat(lost.how()).isEqualTo("exited with status 42"));
    }

    @Test
    void errorsOfAFunctionLeaveItsWorkerAlive() {
        Started first = new Started();
        Started second = new Started();

        outcome(workers.submit(Tasks.misbehave("overflow"), first));
        outcome(workers.submit(Tasks.misbehave("memory"), second));

        assertThat(second.pid()).isEqualTo(first.pid());
    }

    @Test
    void closingEndsWorkersAndWhatTheirFunctionsStarted() throws Exception {
        Path pid = folder.resolve("pid");
        Started started = new Started();
        CompletableFuture<TaskOutcome> running =
                workers.submit(Tasks.misbehave("orphan", pid), started);
        CompletableFuture<TaskOutcome> waiting =
                workers.submit(Tasks.noop("never"), TaskListener.NONE);
        Eventually.await("the function has a child", () -> Files.exists(pid));
        long child = Long.parseLong(Files.readString(pid));
        assertThat(Eventually.alive(child)).isTrue();

        workers.close();

        assertThat(outcome(running)).isInstanceOf(TaskOutcome.Lost.class);
        assertThat(outcome(waiting)).isInstanceOf(TaskOutcome.Lost.class);
        assertThat(Eventually.alive(started.pid())).isFalse();
        Eventually.await("the child is gone", () -> !Eventually.alive(child));
    }

    @Test
    void aChildIsEndedWithTheWorkerThatStartedIt() throws Exception {
        Path pid = folder.resolve("pid");
        Started started = new Started();
        CompletableFuture<TaskOutcome> running =
                workers.submit(Tasks.misbehave("orphan", pid), started);
        Eventually.await("the function has a child", () -> Files.exists(pid));
        long child = Long.parseLong(Files.readString(pid));

        ProcessHandle.of(started.pid()).orElseThrow().destroyForcibly();

        assertThat(outcome(running)).isInstanceOf(TaskOutcome.Lost.class);
        Eventually.await("the child is gone", () -> !Eventually.alive(child));
    }

    @Test
    void progressArrivesThrottled() {
        ConcurrentLinkedQueue<String> steps = new ConcurrentLinkedQueue<>();
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void progress(double fraction, String what) {
                        steps.add(what);
                    }
                };

        outcome(workers.submit(Tasks.misbehave("progress"), listener));

        assertThat(steps).contains("step 0").hasSizeLessThan(500);
    }

    @Test
    void partialResultsArriveInOrderTheLastOneAmongThem() {
        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void partial(long seq, JsonNode value) {
                        told.add(seq + ":" + value.path("step"));
                    }
                };

        outcome(workers.submit(Tasks.misbehave("partials"), listener));

        assertThat(told).startsWith("1:1");
        assertThat(List.copyOf(told).getLast()).endsWith(":500").startsWith(told.size() + ":");
    }

    @Test
    void workersThatCannotStartAreToldToWhoeverWaits() {
        try (LocalWorkers broken =
                LocalWorkers.start(2, folder.resolve("broken"), List.of("-XX:+NoSuchOption"))) {
            TaskOutcome outcome = outcome(broken.submit(Tasks.noop("never"), TaskListener.NONE));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            TaskOutcome.Lost.class,
                            lost -> {
                                assertThat(lost.how()).contains("no worker starts", "status 1");
                                assertThat(lost.logTail()).contains("NoSuchOption");
                            });
        }
    }

    @Test
    void theLogIsForItsOwnerAlone() throws Exception {
        run(Tasks.noop("there is a log now"));

        assertThat(Files.getPosixFilePermissions(log()).toString())
                .isEqualTo("[OWNER_READ, OWNER_WRITE]");
    }

    private Path log() {
        return folder.resolve("work").resolve("worker-1.out");
    }

    private TaskOutcome run(WorkerTask task) {
        return outcome(workers.submit(task, TaskListener.NONE));
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
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
