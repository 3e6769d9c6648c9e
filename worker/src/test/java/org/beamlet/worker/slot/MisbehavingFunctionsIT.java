package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each ends its own task alone, with a code that says what it did. */
class MisbehavingFunctionsIT {
    private static final long MIB = 1 << 20;

    @TempDir Path folder;
    WorkerPool pool;

    @BeforeEach
    void start() {
        pool = pool(new WorkerLimits(0, 400 * MIB, 0, MIB, 12));
    }

    private WorkerPool pool(WorkerLimits limits) {
        WorkerPool made =
                new WorkerPool(
                        new WorkerSettings(
                                1,
                                "n",
                                folder.resolve("work"),
                                List.of("-Xmx64m"),
                                null,
                                limits,
                                Pinning.NONE,
                                false));
        made.start();
        return made;
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private TaskOutcome run(WorkerTask task) {
        CompletableFuture<TaskOutcome> future = pool.submit(task, TaskListener.NONE);
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }

    private TaskOutcome.Failed fails(WorkerTask task) {
        TaskOutcome outcome = run(task);
        assertThat(outcome).isInstanceOf(TaskOutcome.Failed.class);
        // The slot goes on as if nothing had been.
        assertThat(run(Tasks.noop("after it"))).isInstanceOf(TaskOutcome.Succeeded.class);
        return (TaskOutcome.Failed) outcome;
    }

    private static WorkerTask within(double seconds, WorkerTask task) {
        return new WorkerTask(
                task.taskId(),
                task.attempt(),
                task.functionId(),
                task.taskBuffer(),
                task.resultSerializers(),
                null,
                new TaskTerms(null, seconds, null));
    }

    private static WorkerTask python(String source) {
        return new WorkerTask(
                UUID.randomUUID().toString(),
                1,
                "f",
                Payloads.pack("st\nf:" + source, "11\n[]", "11\n{}"),
                List.of());
    }

    @Test
    void oneThatCallsSystemExit() {
        TaskOutcome.Failed failed = fails(Tasks.misbehave("system-exit"));

        assertThat(failed.code()).isEqualTo("FUNCTION_EXITED");
        assertThat(failed.userMessage()).contains("System.exit", "throw an exception");
        assertThat(failed.trace()).contains("Misbehave.run");
    }

    @Test
    void oneWhoseThreadsWaitForEachOther() {
        TaskOutcome.Failed failed = fails(Tasks.misbehave("deadlock"));

        assertThat(failed.code()).isEqualTo("FUNCTION_DEADLOCKED");
        assertThat(failed.trace()).contains("thread 'other' waits for", "Misbehave.take");
    }

    @Test
    void oneThatTakesTooLongAndIgnoresInterrupts() {
        TaskOutcome.Failed failed = fails(within(1, Tasks.misbehave("wait", folder.resolve("no"))));

        assertThat(failed.code()).isEqualTo("TASK_TIMED_OUT");
        assertThat(failed.userMessage()).contains("after the 1 s");
        assertThat(failed.trace()).contains("It was at:", "Misbehave.await");
    }

    @Test
    void oneInPythonThatTakesTooLong() {
        String source = "def nap():\n  import time\n  time.sleep(600)\n\ndef f():\n  nap()\n";

        TaskOutcome.Failed failed = fails(within(1.5, python(source)));

        assertThat(failed.code()).isEqualTo("TASK_TIMED_OUT");
        assertThat(failed.userMessage()).contains("after the 1.5 s");
        assertThat(failed.trace()).contains("in nap").doesNotContain("python-worker.py");
    }

    @Test
    void oneThatFillsTheHeapOfAFreshWorker() {
        TaskOutcome.Failed failed = fails(Tasks.misbehave("heap"));

        assertThat(failed.code()).isEqualTo("MEMORY_EXCEEDED");
        assertThat(failed.userMessage()).contains("Java heap", "max_workers_per_node");
    }

    @Test
    void oneThatEatsTheMemoryOfTheNode() {
        String source =
                """
                def f():
                    import time
                    kept = []
                    while len(kept) < 20:
                        kept.append(bytearray(b'x') * 2**25)
                    time.sleep(600)
                """;

        TaskOutcome.Failed failed = fails(python(source));

        assertThat(failed.code()).isEqualTo("MEMORY_EXCEEDED");
        assertThat(failed.userMessage()).contains("400.0 MiB", "mem_per_worker");
    }

    @Test
    void oneThatStartsProcessAfterProcess() {
        TaskOutcome.Failed failed = fails(Tasks.misbehave("spawn"));

        assertThat(failed.code()).isEqualTo("PROCESSES_EXCEEDED");
        assertThat(failed.userMessage()).contains("may have 12");
    }

    @Test
    void oneThatFloodsItsOutput() {
        TaskOutcome.Failed failed = fails(Tasks.misbehave("flood"));

        assertThat(failed.code()).isEqualTo("OUTPUT_EXCEEDED");
        assertThat(failed.userMessage()).contains("1.0 MiB");
    }

    @Test
    void aWorkerIsReplacedAfterSoManyTasks() {
        pool.close();
        pool = pool(new WorkerLimits(0, 0, 2, 0, 0));
        List<String> workers = new CopyOnWriteArrayList<>();
        TaskListener listener =
                new TaskListener() {
                    @Override
                    public void started(String worker, long atNs) {
                        workers.add(worker);
                    }
                };
        for (int i = 0; i < 5; i++) {
            var _ = pool.submit(Tasks.noop("" + i), listener).orTimeout(3, TimeUnit.MINUTES).join();
        }

        assertThat(workers).hasSize(5);
        assertThat(new HashSet<>(workers)).hasSize(3);
        assertThat(workers.get(0)).isEqualTo(workers.get(1)).isNotEqualTo(workers.get(2));
    }
}
