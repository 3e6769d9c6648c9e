package org.beamlet.worker.slot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that have devices of their node for themselves, in real processes. */
class GpuTaskIT {
    private static final List<String> JSON =
            List.of("globus_compute_sdk.serialize.concretes.JSONData");

    /** Says what it saw and when. */
    private static final String LOOK =
            """
            def f(seconds):
                import os, time
                begin = time.time_ns()
                time.sleep(seconds)
                seen = os.environ['CUDA_VISIBLE_DEVICES']
                return {'devices': seen, 'pid': os.getpid(), 'begin': begin, 'end': time.time_ns()}
            """;

    /** Writes its process down, and never ends. */
    private static final String HANG =
            """
            def f(file):
                import os, time
                with open(file + '.new', 'w') as out:
                    out.write(str(os.getpid()))
                os.rename(file + '.new', file)
                time.sleep(600)
            """;

    @TempDir Path folder;
    WorkerPool pool;

    @BeforeEach
    void start() {
        pool = pool(4, "0", "1", "2", "3");
    }

    private WorkerPool pool(int slots, String... devices) {
        WorkerPool made =
                new WorkerPool(
                        new WorkerSettings(
                                slots,
                                "n",
                                folder.resolve("work" + slots),
                                List.of(),
                                null,
                                WorkerLimits.NONE,
                                new Pinning(List.of(devices), "none"),
                                false));
        made.start();
        Eventually.await("all workers are there", () -> made.idleSlots() == slots);
        return made;
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    private record Seen(int gpus, List<String> devices, long pid, long begin, long end) {
        boolean collides(Seen other) {
            return begin < other.end
                    && other.begin < end
                    && devices.stream().anyMatch(other.devices::contains);
        }
    }

    private static WorkerTask python(String source, String positional, int gpus) {
        return task(
                Payloads.pack("st\nf:" + source, "11\n" + positional, "11\n{}"),
                JSON,
                TaskTerms.NONE,
                gpus);
    }

    private static WorkerTask java(WorkerTask task, int gpus) {
        return task(task.taskBuffer(), List.of(), TaskTerms.NONE, gpus);
    }

    private static WorkerTask task(
            String buffer, List<String> serializers, TaskTerms terms, int gpus) {
        return new WorkerTask(
                UUID.randomUUID().toString(),
                1,
                "f",
                buffer,
                serializers,
                null,
                terms,
                Map.of(),
                gpus);
    }

    private CompletableFuture<TaskOutcome> look(int gpus, double seconds) {
        return pool.submit(python(LOOK, "[%s]".formatted(seconds), gpus), TaskListener.NONE);
    }

    private static TaskOutcome outcome(CompletableFuture<TaskOutcome> future) {
        return future.orTimeout(3, TimeUnit.MINUTES).join();
    }

    private static JsonNode result(TaskOutcome outcome) {
        assertThat(outcome).isInstanceOf(TaskOutcome.Succeeded.class);
        return Serialized.parse(((TaskOutcome.Succeeded) outcome).result()).asJson();
    }

    private static Seen seen(int gpus, CompletableFuture<TaskOutcome> future) {
        JsonNode said = result(outcome(future));
        return new Seen(
                gpus,
                Arrays.asList(said.path("devices").asText().split(",")),
                said.path("pid").asLong(),
                said.path("begin").asLong(),
                said.path("end").asLong());
    }

    private List<Seen> run(int... gpus) {
        List<CompletableFuture<TaskOutcome>> submitted = new ArrayList<>();
        for (int each : gpus) {
            submitted.add(look(each, 0.2));
        }
        List<Seen> all = new ArrayList<>();
        for (int i = 0; i < gpus.length; i++) {
            all.add(seen(gpus[i], submitted.get(i)));
        }
        return all;
    }

    private static void assertApart(List<Seen> all) {
        for (Seen one : all) {
            assertThat(one.devices()).doesNotHaveDuplicates();
            assertThat(all)
                    .filteredOn(other -> !other.equals(one) && one.collides(other))
                    .isEmpty();
        }
    }

    private static void assertCode(TaskOutcome outcome, String code) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.code()).isEqualTo(code));
    }

    @Test
    void eachHasItsDevicesForItself() {
        List<Seen> all = run(0, 2, 4, 0, 0, 2, 2, 1, 3, 0, 4, 0);

        for (Seen one : all) {
            assertThat(one.devices()).hasSize(Math.max(1, one.gpus()));
        }
        assertApart(all);
        assertThat(all.stream().filter(one -> one.gpus() > 1).map(Seen::pid))
                .doesNotHaveDuplicates();

        List<Seen> after = run(0, 0, 0, 0);
        assertThat(after.stream().map(Seen::devices).flatMap(List::stream))
                .containsExactlyInAnyOrder("0", "1", "2", "3");
        assertThat(pool.idleSlots()).isEqualTo(4);
    }

    @Test
    void slotsThatShareADeviceLeaveItToWhomItIsGiven() {
        pool.close();
        pool = pool(3, "x", "x", "y");

        List<Seen> all = run(1, 0, 2, 0, 1, 0);

        assertThat(all.get(2).devices()).containsExactly("x", "y");
        for (Seen one : all) {
            if (one.gpus() > 0) {
                assertThat(one.devices()).hasSize(one.gpus());
                assertThat(all)
                        .filteredOn(other -> !other.equals(one) && one.collides(other))
                        .isEmpty();
            }
        }
    }

    @Test
    void javaFunctionsSeeThemToo() {
        Function<Integer, String> devices =
                gpus -> {
                    TaskOutcome outcome =
                            outcome(
                                    pool.submit(
                                            java(Tasks.misbehave("devices"), gpus),
                                            TaskListener.NONE));
                    return result(outcome).path("devices").asText();
                };

        assertThat(devices.apply(4)).isEqualTo("0,1,2,3");
        assertThat(devices.apply(2).split(",")).hasSize(2);
        assertThat(devices.apply(0)).hasSize(1);
    }

    @Test
    void processesThatMayHoldMemoryOfItsDevicesAreGoneBeforeItBegins() {
        List<Long> before = run(0, 0, 0, 0).stream().map(Seen::pid).toList();
        String alive =
                """
                def f(pids):
                    import os
                    return [pid for pid in pids if os.path.exists('/proc/%d' % pid)]
                """;

        WorkerTask wide = python(alive, "[" + before + "]", 4);

        assertThat(result(outcome(pool.submit(wide, TaskListener.NONE)))).isEmpty();
        assertThat(before).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void whatItPrintsIsHeardAndItsEndIsToldOnceItsProcessIsGone() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String source =
                "def f():\n  import os\n  print('hello', flush=True)\n  return os.getpid()\n";

        JsonNode pid =
                result(
                        outcome(
                                pool.submit(
                                        python(source, "[]", 2),
                                        new TaskListener() {
                                            @Override
                                            public boolean hears() {
                                                return true;
                                            }

                                            @Override
                                            public void printed(
                                                    boolean error, long offset, byte[] text) {
                                                printed.writeBytes(text);
                                            }
                                        })));

        assertThat(Eventually.alive(pid.asLong())).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
    }

    @Test
    void cancelledWhileItRunsItLeavesItsDevices() throws Exception {
        Path file = folder.resolve("pid");
        WorkerTask doomed = python(HANG, Json.write(List.of(file.toString())), 4);
        CompletableFuture<TaskOutcome> runs = pool.submit(doomed, TaskListener.NONE);
        Eventually.await("it runs", () -> Files.exists(file));
        CompletableFuture<TaskOutcome> behind = look(3, 0);
        CompletableFuture<TaskOutcome> last = look(0, 0);
        assertThat(pool.idleSlots()).isZero();
        assertThat(pool.queued()).isEqualTo(2);

        pool.cancel(doomed.taskId(), 1);

        assertCode(outcome(runs), "TASK_CANCELLED");
        assertThat(Eventually.alive(Long.parseLong(Files.readString(file)))).isFalse();
        assertThat(seen(3, behind).devices()).hasSize(3);
        assertThat(seen(0, last).devices()).hasSize(1);
    }

    @Test
    void cancelledWhileItWaitsItLetsTheNextRun() throws Exception {
        Path file = folder.resolve("pid");
        WorkerTask runs = python(HANG, Json.write(List.of(file.toString())), 2);
        CompletableFuture<TaskOutcome> first = pool.submit(runs, TaskListener.NONE);
        Eventually.await("it runs", () -> Files.exists(file));
        WorkerTask waits = python(LOOK, "[0]", 3);
        CompletableFuture<TaskOutcome> wide = pool.submit(waits, TaskListener.NONE);
        CompletableFuture<TaskOutcome> behind = look(0, 0);
        assertThat(pool.queued()).isEqualTo(2);

        pool.cancel(waits.taskId(), 0);

        assertCode(outcome(wide), "TASK_CANCELLED");
        assertThat(seen(0, behind).devices()).hasSize(1);
        assertThat(first).isNotDone();
    }

    @Test
    void oneWhoseProcessIsKilledIsLostAndLeavesItsDevices() throws Exception {
        Path file = folder.resolve("pid");
        WorkerTask doomed = python(HANG, Json.write(List.of(file.toString())), 4);
        CompletableFuture<TaskOutcome> runs = pool.submit(doomed, TaskListener.NONE);
        Eventually.await("it runs", () -> Files.exists(file));

        ProcessHandle.of(Long.parseLong(Files.readString(file)))
                .ifPresent(ProcessHandle::destroyForcibly);

        assertThat(outcome(runs))
                .isInstanceOfSatisfying(
                        TaskOutcome.Lost.class,
                        lost -> assertThat(lost.how()).isEqualTo("killed by signal 9"));
        assertApart(run(0, 4, 0));
    }

    @Test
    void aLimitOfTimeEndsIt() {
        WorkerTask task =
                task(
                        Tasks.misbehave("forever").taskBuffer(),
                        List.of(),
                        new TaskTerms(null, 1.0, null),
                        3);

        assertCode(outcome(pool.submit(task, TaskListener.NONE)), "TASK_TIMED_OUT");
        assertApart(run(4, 0));
    }

    @Test
    void whatTheNodeCannotGiveIsRefusedAndHoldsNobodyUp() {
        assertCode(outcome(look(5, 0)), "RESOURCES_INVALID");
        assertThat(seen(0, look(0, 0)).devices()).hasSize(1);
    }

    @Test
    void withItsPoolItIsLost() throws Exception {
        Path file = folder.resolve("pid");
        CompletableFuture<TaskOutcome> runs =
                pool.submit(
                        python(HANG, Json.write(List.of(file.toString())), 3), TaskListener.NONE);
        Eventually.await("it runs", () -> Files.exists(file));
        CompletableFuture<TaskOutcome> waits = look(2, 0);

        pool.close("ended for the test");

        for (CompletableFuture<TaskOutcome> one : List.of(runs, waits)) {
            assertThat(outcome(one))
                    .isInstanceOfSatisfying(
                            TaskOutcome.Lost.class,
                            lost -> assertThat(lost.how()).contains("ended for the test"));
        }
        assertThat(Eventually.alive(Long.parseLong(Files.readString(file)))).isFalse();
    }
}
