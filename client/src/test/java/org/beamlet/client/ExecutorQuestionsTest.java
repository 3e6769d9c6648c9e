package org.beamlet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a runner of functions is asked besides submissions; the service answers. */
class ExecutorQuestionsTest {
    private final EndpointId endpoint = EndpointId.random();
    private FakeService service;
    private BeamletClient client;
    private FunctionRunner executor;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        client = service.client();
        executor = new BeamletExecutor(client, endpoint);
    }

    @AfterEach
    void stop() {
        executor.closeNow();
        client.close();
        service.close();
    }

    @Test
    void aNameIsAskedForOnceAndAnIdNever() {
        FunctionId id = FunctionId.random();
        String route = "GET /beamlet/v1/functions/";
        service.on(route + "peaks.find@^1", Map.of("function_uuid", id.toString()));

        assertThat(executor.resolve("peaks.find@^1")).isEqualTo(id);
        assertThat(executor.resolve("peaks.find@^1")).isEqualTo(id);
        assertThat(executor.resolve(id.toString())).isEqualTo(id);
        assertThat(service.calls(route)).hasSize(1);
    }

    @Test
    void aNameThatNobodyKnowsFailsTheFuture() {
        service.on(
                "GET /beamlet/v1/functions/gone",
                _ ->
                        FakeService.Answer.error(
                                new BeamletException(
                                        ErrorCode.FUNCTION_NOT_FOUND, "no gone", "look")));

        assertThatThrownBy(() -> executor.submit("gone", Map.of()).join())
                .cause()
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.FUNCTION_NOT_FOUND));
    }

    @Test
    void whatIsAskedForATaskTravelsWithItsSubmissionAndNotWithOthers() {
        String route = "POST /v3/endpoints/%s/submit".formatted(endpoint);
        service.on(
                route,
                _ ->
                        FakeService.Answer.error(
                                new BeamletException(
                                        ErrorCode.ENDPOINT_NOT_FOUND, "no such", "look")));
        SubmitOptions options =
                SubmitOptions.NONE.withTimeLimit(Duration.ofMillis(1500)).withPriority(-3);
        FunctionId function = FunctionId.random();
        ObjectNode none = Json.NODES.objectNode();
        List<CompletableFuture<TaskResult>> futures =
                List.of(
                        executor.submit(function, none, options, TaskListener.NONE),
                        executor.submit(function, none));

        assertThat(futures)
                .allSatisfy(
                        future -> assertThatThrownBy(future::join).hasMessageContaining("no such"));
        assertThat(service.calls(route))
                .extracting(call -> call.body().path("task_terms").toString())
                .containsExactlyInAnyOrder("", "{\"task_seconds\":1.5,\"priority\":-3}");
    }

    @Test
    void tasksAreCancelledAndTheirOutputIsReadAtTheService() {
        TaskId task = TaskId.random();
        service.on("POST /beamlet/v1/tasks/%s/cancel".formatted(task), Map.of("cancelled", true));
        TaskLog log =
                new TaskLog(
                        task.toString(), 1, false, List.of(new TaskLog.Part("stdout", 2, 4, "ab")));
        service.on("GET /beamlet/v1/tasks/%s/logs".formatted(task), log);

        assertThat(executor.cancel(task)).isTrue();
        assertThat(executor.log(task, "stdout", 2)).isEqualTo(log);
        assertThat(service.calls("GET /beamlet/v1/tasks/%s/logs".formatted(task)))
                .singleElement()
                .satisfies(call -> assertThat(call.path()).endsWith("?stream=stdout&from=2"));
    }
}
