package org.beamlet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.beamlet.client.FakeService.Answer;
import org.beamlet.client.FakeStreams.Opened;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.rest.StreamAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class BeamletExecutorTest {
    private static final EndpointId ENDPOINT = EndpointId.random();
    private static final FunctionId FUNCTION = FunctionId.random();
    private static final TaskGroupId GROUP = TaskGroupId.random();
    private static final String SUBMIT = "POST /v3/endpoints/%s/submit".formatted(ENDPOINT);
    private static final String STATUS = "POST /v2/batch_status";

    private final BlockingQueue<TaskId> submitted = new LinkedBlockingQueue<>();
    private final AtomicInteger credentials = new AtomicInteger();
    private final FakeStreams streams = new FakeStreams();
    private Consumer<TaskId> beforeAnswer = _ -> {};
    private FakeService service;
    private BeamletClient client;
    private BeamletExecutor executor;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        service.on(SUBMIT, this::accept);
        service.on(
                "GET /v2/get_amqp_result_connection_url",
                _ ->
                        Answer.ok(
                                new StreamAddress(
                                        "streams.me.",
                                        "amqp://u" + credentials.incrementAndGet())));
        client = service.client();
        executor = new BeamletExecutor(client, ENDPOINT, streams);
    }

    @AfterEach
    void stop() {
        executor.closeNow();
        client.close();
        service.close();
    }

    private Answer accept(FakeService.Call call) {
        ObjectNode tasks = Json.NODES.objectNode();
        for (Map.Entry<String, JsonNode> one : call.body().path("tasks").properties()) {
            ArrayNode ids = tasks.putArray(one.getKey());
            one.getValue()
                    .forEach(_ -> {
                        TaskId id = TaskId.random();
                        beforeAnswer.accept(id);
                        submitted.add(id);
                        ids.add(id.toString());
                    });
        }
        return Answer.ok(
                Map.of(
                        "request_id",
                        TaskId.random().toString(),
                        "task_group_id",
                        GROUP.toString(),
                        "endpoint_id",
                        ENDPOINT.toString(),
                        "tasks",
                        tasks));
    }

    private TaskId task() throws InterruptedException {
        TaskId task = submitted.poll(2, TimeUnit.MINUTES);
        assertThat(task).as("a task was submitted").isNotNull();
        return task;
    }

    private CompletableFuture<TaskResult> submit() {
        return executor.submit(FUNCTION, Json.NODES.objectNode());
    }

    private static TaskResult result(CompletableFuture<TaskResult> future) throws Exception {
        return future.get(2, TimeUnit.MINUTES);
    }

    @Test
    void aResultOfTheStreamCompletesItsFuture() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        Opened stream = streams.next();
        stream.deliver(task, Map.of("echo", 42));

        assertThat(result(future).taskId()).isEqualTo(task);
        assertThat(result(future).value().path("echo").asInt()).isEqualTo(42);
        assertThat(stream.group()).isEqualTo(GROUP);
        assertThat(stream.acknowledged()).isEqualTo(1);
    }

    @Test
    void timingsFollowTheWorkersTransitions() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        long start = System.currentTimeMillis() * 1_000_000;
        streams.next()
                .deliver(
                        new Message.Result(
                                task.value(),
                                Serialized.json(1).text(),
                                null,
                                null,
                                List.of(
                                        step(start, WireState.EXECUTION_START),
                                        step(start + 250_000_000, WireState.EXECUTION_END))));

        assertThat(result(future).timings().run()).contains(Duration.ofMillis(250));
    }

    private static Message.Transition step(long at, WireState state) {
        return new Message.Transition(at, state, Actor.WORKER);
    }

    @Test
    void aFailureCarriesCodeMessageRemedyAndTrace() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        streams.next().fail(task, "INPUT_NOT_FOUND", "no file /x; check raw", "the trace");

        assertThatThrownBy(() -> result(future))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.INPUT_NOT_FOUND);
                            assertThat(e.taskId()).isEqualTo(task);
                            assertThat(e).hasMessage("no file /x; check raw");
                            assertThat(e.remedy()).isEqualTo("check raw");
                            assertThat(e.trace()).isEqualTo("the trace");
                        });
    }

    @Test
    void aCodeOfAnotherLanguageIsAFailedTask() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        String trace = "Traceback:\n  File \"x\"\nValueError: bad\n";
        streams.next().fail(task, "RemoteExecutionError", "", trace);

        assertThatThrownBy(() -> result(future))
                .cause()
                .isInstanceOfSatisfying(
                        TaskFailedException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(ErrorCode.TASK_FAILED);
                            assertThat(e.wireCode()).isEqualTo("RemoteExecutionError");
                            assertThat(e.what()).isEqualTo("ValueError: bad");
                        });
    }

    @Test
    void aResultThatOnlyPythonCanReadFailsItsFutureAndNoOther() throws Exception {
        CompletableFuture<TaskResult> pickled = submit();
        CompletableFuture<TaskResult> good = submit();
        Opened stream = streams.next();
        // {'a': decimal.Decimal('1.5')}
        String text = "gASVKAAAAAAAAAB9lIwBYZSMB2RlY2ltYWyUjAdEZWNpbWFslJOUjAMxLjWUhZRSlHMu";
        stream.deliver(new Message.Result(task().value(), "00\n" + text + "\n", null, null, null));
        stream.deliver(task(), 2);

        assertThatThrownBy(() -> result(pickled)).hasMessageContaining("decimal.Decimal");
        assertThat(result(good).value().asInt()).isEqualTo(2);
    }

    @Test
    void submissionsMadeCloseTogetherShareCallsAndKeepTheirOrder() throws Exception {
        List<CompletableFuture<TaskResult>> futures = new ArrayList<>();
        for (int i = 0; i < 1500; i++) {
            futures.add(submit());
        }
        Opened stream = streams.next();
        for (int i = 0; i < 1500; i++) {
            stream.deliver(task(), i);
        }
        for (int i = 0; i < 1500; i++) {
            assertThat(result(futures.get(i)).value().asInt()).isEqualTo(i);
        }
        List<FakeService.Call> calls = service.calls(SUBMIT);
        assertThat(calls.size()).isLessThan(50);
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.body().path("tasks").path(FUNCTION.toString()))
                                .hasSizeLessThanOrEqualTo(1000));
        assertThat(calls.getFirst().body().has("task_group_id")).isFalse();
        assertThat(calls.getLast().body().path("task_group_id").asText())
                .isEqualTo(GROUP.toString());
        assertThat(calls.getLast().body().path("create_queue").asBoolean()).isTrue();
    }

    @Test
    void aResultThatOvertakesTheAnswerIsNotLost() throws Exception {
        CompletableFuture<TaskResult> first = submit();
        TaskId known = task();
        Opened stream = streams.next();
        beforeAnswer = early -> stream.deliver(early, "early");
        CompletableFuture<TaskResult> second = submit();

        assertThat(result(second).value().asText()).isEqualTo("early");
        stream.deliver(known, "late");
        assertThat(result(first).value().asText()).isEqualTo("late");
    }

    @Test
    void repeatsAndStrangersAreAcknowledgedAndDropped() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        Opened stream = streams.next();
        stream.deliver(task, "first");
        stream.deliver(task, "second");
        stream.deliver(TaskId.random(), "not ours");

        assertThat(result(future).value().asText()).isEqualTo("first");
        assertThat(stream.acknowledged()).isEqualTo(3);
    }

    @Test
    void aMessageThatCannotBeReadIsAcknowledgedAndTheStreamGoesOn() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        Opened stream = streams.next();
        stream.deliver("nonsense".getBytes(StandardCharsets.UTF_8));
        stream.deliver(task, 1);

        assertThat(result(future).value().asInt()).isEqualTo(1);
        assertThat(stream.acknowledged()).isEqualTo(2);
    }

    @Test
    void afterALostStreamFreshCredentialsAreUsedAndOpenTasksAskedForOnce() throws Exception {
        CompletableFuture<TaskResult> missed = submit();
        TaskId missedTask = task();
        Opened first = streams.next();
        CompletableFuture<TaskResult> open = submit();
        TaskId openTask = task();
        CompletableFuture<TaskResult> failed = submit();
        TaskId failedTask = task();
        answerStatus(missedTask, failedTask);
        streams.refuse(2);
        first.lose();

        Opened second = streams.next();
        assertThat(result(missed).value().asText()).isEqualTo("meanwhile");
        assertThatThrownBy(() -> result(failed)).hasMessageContaining("it broke");
        assertThat(open).isNotDone();
        second.deliver(openTask, "after");
        second.deliver(missedTask, "again");
        assertThat(result(open).value().asText()).isEqualTo("after");
        assertThat(first.closed()).isTrue();
        assertThat(service.calls(STATUS)).hasSize(1);
        assertThat(streams.addresses())
                .extracting(StreamAddress::connectionUrl)
                .containsExactly("amqp://u1", "amqp://u2", "amqp://u3", "amqp://u4");
    }

    private void answerStatus(TaskId succeeded, TaskId failed) {
        ObjectNode results = Json.NODES.objectNode();
        results.putObject(succeeded.toString())
                .put("task_id", succeeded.toString())
                .put("status", "success")
                .put("result", Serialized.json("meanwhile").text())
                .put("completion_t", "1.5");
        results.putObject(failed.toString())
                .put("task_id", failed.toString())
                .put("status", "failed")
                .put("exception", "it broke")
                .put("completion_t", "1.5");
        service.on(STATUS, Map.of("response", "batch", "results", results));
    }

    @Test
    void aBadTokenEndsTheWaitAtOnce() {
        service.on(
                "GET /v2/get_amqp_result_connection_url",
                _ ->
                        Answer.error(
                                new BeamletException(
                                        ErrorCode.INVALID_AUTH_TOKEN, "revoked", "mint one")));
        CompletableFuture<TaskResult> future = submit();

        assertThatThrownBy(() -> result(future))
                .cause()
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_AUTH_TOKEN))
                .hasMessageContaining("revoked");
    }

    @Test
    void aRefusedFunctionDoesNotTakeDownThoseThatShareItsCall() throws Exception {
        FunctionId bad = FunctionId.random();
        service.on(
                SUBMIT,
                call ->
                        call.body().path("tasks").has(bad.toString())
                                ? Answer.error(
                                        new BeamletException(
                                                ErrorCode.FUNCTION_NOT_FOUND, "no " + bad, "list"))
                                : accept(call));
        CompletableFuture<TaskResult> good = submit();
        CompletableFuture<TaskResult> refused = executor.submit(bad, Map.of());
        streams.next().deliver(task(), 1);

        assertThat(result(good).value().asInt()).isEqualTo(1);
        assertThatThrownBy(() -> result(refused)).hasMessageContaining(bad.toString());
    }

    @Test
    void closingWaitsForOpenFutures() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId task = task();
        Opened stream = streams.next();
        Thread closing = Thread.ofVirtual().start(executor::close);
        stream.deliver(task, 1);

        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
        assertThat(future).isCompleted();
        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(this::submit)
                .withMessageContaining("closed");
    }

    @Test
    void closingNowCancelsOpenFutures() throws Exception {
        CompletableFuture<TaskResult> future = submit();
        TaskId _ = task();
        Opened stream = streams.next();
        executor.closeNow();

        assertThatThrownBy(() -> result(future)).isInstanceOf(CancellationException.class);
        Await.until("the stream is closed", stream::closed);
    }

    @Test
    void aListenerIsToldTheIdBeforeTheResult() throws Exception {
        BlockingQueue<TaskId> told = new LinkedBlockingQueue<>();
        CompletableFuture<TaskResult> future =
                executor.submit(
                        FUNCTION,
                        Json.NODES.objectNode(),
                        new TaskListener() {
                            @Override
                            public void submitted(TaskId task) {
                                told.add(task);
                            }
                        });

        TaskId task = told.poll(2, TimeUnit.MINUTES);
        assertThat(task).isEqualTo(task());
        assertThat(future).isNotDone();
    }
}
