package org.beamlet.client.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.client.inprocess.OwnFunctionsTest.failure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.catalog.diagnostics.Noop;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.SubmitOptions;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskLog;
import org.beamlet.client.TaskResult;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint does around a function. */
class ThreadEndpointTest {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    @TempDir Path folder;

    private final BlockingQueue<TaskId> submitted = new LinkedBlockingQueue<>();
    private final BlockingQueue<TaskId> started = new LinkedBlockingQueue<>();
    private final TaskListener listener =
            new TaskListener() {
                @Override
                public void submitted(TaskId task) {
                    submitted.add(task);
                }

                @Override
                public void started(TaskId task) {
                    started.add(task);
                }
            };

    private static Object hang(Map<?, ?> arguments) throws InterruptedException {
        NEVER.await();
        return arguments;
    }

    private CompletableFuture<TaskResult> submit(FunctionRunner runner, String function) {
        return runner.submit(runner.resolve(function), Json.NODES.objectNode(), listener);
    }

    private static TaskId next(BlockingQueue<TaskId> tasks) throws InterruptedException {
        TaskId task = tasks.poll(2, TimeUnit.MINUTES);
        if (task == null) {
            throw new AssertionError("no task was heard of");
        }
        return task;
    }

    @Test
    void tasksAreCancelledWhetherTheyRunOrWaitAndTheSlotIsFreeAgain() throws Exception {
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().open()) {
            endpoint.java("hang", Map.class, ThreadEndpointTest::hang);
            CompletableFuture<TaskResult> running = submit(endpoint, "hang");
            TaskId runs = next(started);
            CompletableFuture<TaskResult> waiting = submit(endpoint, "hang");
            assertThat(next(submitted)).isEqualTo(runs);
            TaskId waits = next(submitted);

            assertThat(endpoint.cancel(waits)).isTrue();
            assertThat(failure(waiting).code()).isEqualTo(ErrorCode.TASK_CANCELLED);
            assertThat(endpoint.cancel(runs)).isTrue();
            assertThat(failure(running).code()).isEqualTo(ErrorCode.TASK_CANCELLED);

            assertThat(endpoint.cancel(runs)).isFalse();
            assertThat(endpoint.cancel(TaskId.random())).isFalse();
            assertThat(endpoint.submit("diagnostics.noop", Map.of()).get(2, TimeUnit.MINUTES))
                    .isNotNull();
            assertThat(started).isEmpty();
        }
    }

    @Test
    void aTaskThatRunsTooLongIsEndedWithACodeOfItsOwn() throws Exception {
        try (InProcessEndpoint endpoint =
                InProcessEndpoint.threads().timeout(Duration.ofMillis(100)).open()) {
            endpoint.java("hang", Map.class, ThreadEndpointTest::hang);

            assertThat(failure(endpoint.submit("hang", Map.of())))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT))
                    .hasMessageContaining("hang ran for longer than 0.1 s");
        }
    }

    @Test
    void aTasksOwnLimitEndsItToo() throws Exception {
        try (InProcessEndpoint endpoint =
                InProcessEndpoint.threads().timeout(Duration.ofHours(1)).open()) {
            FunctionId hang = endpoint.java("hang", Map.class, ThreadEndpointTest::hang);
            SubmitOptions options = SubmitOptions.NONE.withTimeLimit(Duration.ofMillis(100));

            assertThat(
                            failure(
                                    endpoint.submit(
                                            hang,
                                            Json.NODES.objectNode(),
                                            options,
                                            TaskListener.NONE)))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_TIMED_OUT));
        }
    }

    @Test
    void whatTasksAndTheirThreadsPrintIsTheirsAndNotMixed() throws Exception {
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().slots(2).open()) {
            endpoint.java(
                    "prints",
                    Map.class,
                    arguments -> {
                        System.out.println("größe " + arguments.get("n"));
                        Thread child =
                                new Thread(() -> System.out.print("child " + arguments.get("n")));
                        child.start();
                        child.join();
                        System.err.print("dark");
                        return 1;
                    });
            TaskResult one = endpoint.submit("prints", Map.of("n", 1)).get(2, TimeUnit.MINUTES);
            TaskResult two = endpoint.submit("prints", Map.of("n", 2)).get(2, TimeUnit.MINUTES);

            TaskLog first = endpoint.log(one.taskId(), "stdout", 0);
            assertThat(first.ended()).isTrue();
            assertThat(first.output())
                    .singleElement()
                    .satisfies(part -> assertThat(part.text()).isEqualTo("größe 1\nchild 1"));
            long line = "größe 1\n".getBytes(System.out.charset()).length;
            assertThat(endpoint.log(one.taskId(), "stdout", line).output())
                    .singleElement()
                    .satisfies(part -> {
                        assertThat(part.from()).isEqualTo(line);
                        assertThat(part.text()).isEqualTo("child 1");
                    });
            assertThat(endpoint.log(two.taskId(), "stdout", 0).output().getFirst().text())
                    .isEqualTo("größe 2\nchild 2");
            assertThat(endpoint.log(two.taskId(), "stderr", 0).output().getFirst().text())
                    .isEqualTo("dark");
            assertThatThrownBy(() -> endpoint.log(TaskId.random(), "stdout", 0))
                    .hasMessageContaining("not known");
            assertThatThrownBy(() -> endpoint.log(one.taskId(), "stdin", 0))
                    .hasMessageContaining("stdin");
        }
    }

    @Test
    void ofAFloodTheEndIsKept() throws Exception {
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().open()) {
            endpoint.java(
                    "floods",
                    Map.class,
                    _ -> {
                        for (int i = 0; i < 40; i++) {
                            System.out.print("x".repeat(64 * 1024));
                        }
                        System.out.print("end");
                        return 1;
                    });
            TaskResult result = endpoint.submit("floods", Map.of()).get(2, TimeUnit.MINUTES);

            assertThat(endpoint.log(result.taskId(), "stdout", 0).output())
                    .singleElement()
                    .satisfies(part -> {
                        assertThat(part.from()).isPositive();
                        assertThat(part.next()).isEqualTo(40 * 64 * 1024 + 3);
                        assertThat(part.text())
                                .endsWith("xend")
                                .hasSizeLessThanOrEqualTo(PrintedStream.MOST);
                    });
        }
    }

    @Test
    void theStreamsOfThisJvmAreGivenBack() {
        var before = System.out;
        InProcessEndpoint one = InProcessEndpoint.threads().open();
        InProcessEndpoint other = InProcessEndpoint.threads().open();
        one.close();
        assertThat(System.out).isNotSameAs(before);
        other.close();
        assertThat(System.out).isSameAs(before);
    }

    @Test
    void largeResultsComeBackUnlessTheyAreToBeRefused() throws Exception {
        int much = 11 * 1024 * 1024;
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().workDir(folder).open()) {
            endpoint.java("large", Map.class, _ -> "x".repeat(much));
            assertThat(endpoint.submit("large", Map.of(), String.class).get(2, TimeUnit.MINUTES))
                    .hasSize(much);
            assertThat(folder).isEmptyDirectory();
        }
        try (InProcessEndpoint endpoint =
                InProcessEndpoint.threads().withoutLargeResults().open()) {
            endpoint.java("large", Map.class, _ -> "x".repeat(much));
            assertThat(failure(endpoint.submit("large", Map.of())).wireCode())
                    .isEqualTo("MaxResultSizeExceeded");
        }
    }

    @Test
    void aSubmissionThatTheServiceWouldNotTakeIsRefused() {
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().open()) {
            assertThat(
                            endpoint.submit(
                                    "diagnostics.noop",
                                    Map.of("echo", "x".repeat(10 * 1024 * 1024))))
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_PAYLOAD_TOO_LARGE));
        }
    }

    @Test
    void dataReferencesBecomePaths() throws Exception {
        Path file = Files.writeString(folder.resolve("a.txt"), "a");
        try (InProcessEndpoint endpoint =
                InProcessEndpoint.threads().dataRoot("raw", folder).open()) {
            assertThat(
                            endpoint.submit("diagnostics.noop", Map.of("echo", "data://raw/a.txt"))
                                    .get(2, TimeUnit.MINUTES)
                                    .value()
                                    .path("echo")
                                    .asText())
                    .isEqualTo(file.toRealPath().toString());
            assertThat(
                            failure(
                                            endpoint.submit(
                                                    "diagnostics.noop",
                                                    Map.of("echo", "data://gone/a.txt")))
                                    .code())
                    .isEqualTo(ErrorCode.ARGUMENTS_INVALID);
        }
    }

    @Test
    void functionsAreFoundByNameAndRange() {
        try (InProcessEndpoint endpoint = InProcessEndpoint.threads().open()) {
            Noop noop = new Noop();
            assertThat(endpoint.resolve("diagnostics.noop")).isEqualTo(noop.id());
            assertThat(endpoint.resolve("diagnostics.noop@^1")).isEqualTo(noop.id());
            assertThat(endpoint.resolve(noop.id().toString())).isEqualTo(noop.id());
            assertThatThrownBy(() -> endpoint.resolve("diagnostics.noob"))
                    .hasMessageContaining("diagnostics.noop");
            assertThat(endpoint.submit("diagnostics.noop@7", Map.of()))
                    .failsWithin(Duration.ofMinutes(2))
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_FOUND));
        }
    }
}
