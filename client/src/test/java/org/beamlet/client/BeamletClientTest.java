package org.beamlet.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.beamlet.client.FakeService.Answer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BeamletClientTest {
    private static final EndpointId ENDPOINT = EndpointId.random();
    private static final FunctionId FUNCTION = FunctionId.random();
    private static final String SUBMIT = "POST /v3/endpoints/%s/submit".formatted(ENDPOINT);

    private FakeService service;
    private BeamletClient client;

    @BeforeEach
    void start() throws IOException {
        service = new FakeService();
        client = service.client();
    }

    @AfterEach
    void stop() {
        client.close();
        service.close();
    }

    @Test
    void aServiceThatIsNotThereIsNamedWithTheCommandThatStartsIt() throws IOException {
        URI nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = URI.create("http://127.0.0.1:" + free.getLocalPort());
        }
        try (BeamletClient lonely = new BeamletClient(nobody, "secret")) {
            assertThatExceptionOfType(BeamletException.class)
                    .isThrownBy(lonely::version)
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVICE_UNREACHABLE))
                    .withMessageContaining(nobody.toString())
                    .withMessageContaining("beamlet cloud start");
        }
    }

    @Test
    void theServicesErrorKeepsItsCodeMessageAndRemedy() {
        BeamletException told =
                new BeamletException(
                        ErrorCode.ENDPOINT_NOT_FOUND, "Endpoint x is unknown", "see the list");
        service.on(SUBMIT, _ -> Answer.error(told));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> client.submit(ENDPOINT, FUNCTION, nothing()))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.ENDPOINT_NOT_FOUND);
                    assertThat(e.what()).isEqualTo("Endpoint x is unknown");
                    assertThat(e.remedy()).isEqualTo("see the list");
                });
    }

    @Test
    void somebodyElsesServerIsNotTakenForTheService() {
        service.on("GET /v2/version", _ -> new Answer(403, "<html>Forbidden</html>", Map.of()));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(client::version)
                .withMessageContaining("not Beamlet's service")
                .withMessageContaining("BEAMLET_URL");
    }

    @Test
    void anAnswerThatIsNoJsonIsAnError() {
        service.on("GET /v2/version", _ -> new Answer(200, "<html>Welcome</html>", Map.of()));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(client::version)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVICE_UNREACHABLE))
                .withMessageContaining("not JSON");
    }

    @Test
    void readingIsTriedAgainWhileTheServiceIsBusy() {
        AtomicInteger tries = new AtomicInteger();
        service.on(
                "GET /v2/version",
                _ ->
                        tries.incrementAndGet() < 3
                                ? Answer.status(503)
                                : Answer.ok(Map.of("api", "1")));

        assertThat(client.version().path("api").asText()).isEqualTo("1");
        assertThat(tries).hasValue(3);
    }

    @Test
    void aSubmissionWhoseAnswerGotLostIsSentAgainAsItWas() {
        TaskId task = TaskId.random();
        AtomicInteger tries = new AtomicInteger();
        service.on(
                SUBMIT,
                _ ->
                        tries.incrementAndGet() < 3
                                ? Answer.status(503)
                                : Answer.ok(accepted(List.of(task))));

        assertThat(client.submit(ENDPOINT, FUNCTION, nothing())).isEqualTo(task);
        assertThat(service.calls(SUBMIT)).hasSize(3);
        assertThat(service.calls(SUBMIT).stream().distinct()).hasSize(1);
    }

    @Test
    void equalSubmissionsAreToldApartByTheirKeys() {
        service.on(SUBMIT, _ -> Answer.ok(accepted(List.of(TaskId.random()))));

        TaskId _ = client.submit(ENDPOINT, FUNCTION, nothing());
        TaskId _ = client.submit(ENDPOINT, FUNCTION, nothing());

        assertThat(service.calls(SUBMIT).stream().map(FakeService.Call::requestKey))
                .hasSize(2)
                .doesNotContain("")
                .doesNotHaveDuplicates();
    }

    @Test
    void hasteIsNotCountedAsATry() {
        AtomicInteger tries = new AtomicInteger();
        service.on(
                "GET /v2/version",
                _ ->
                        tries.incrementAndGet() < 8
                                ? new Answer(429, Map.of("code", "X"), Map.of("Retry-After", "0"))
                                : Answer.ok(Map.of("api", "1")));

        assertThat(client.version().path("api").asText()).isEqualTo("1");
        assertThat(tries).hasValue(8);
    }

    @Test
    void aSubmissionIsTriedAgainWhenItWasRefusedForHaste() {
        TaskId task = TaskId.random();
        AtomicInteger tries = new AtomicInteger();
        service.on(
                SUBMIT,
                _ ->
                        tries.incrementAndGet() < 2
                                ? new Answer(429, Map.of("code", "X"), Map.of("Retry-After", "0"))
                                : Answer.ok(accepted(List.of(task))));

        assertThat(client.submit(ENDPOINT, FUNCTION, nothing())).isEqualTo(task);
        assertThat(service.calls(SUBMIT)).hasSize(2);
    }

    @Test
    void aSubmissionCarriesTokenAndKeywordArguments() {
        service.on(SUBMIT, accepted(List.of(TaskId.random())));
        ObjectNode arguments = Json.NODES.objectNode().put("name", "Ångström 😀");

        TaskId _ = client.submit(ENDPOINT, FUNCTION, arguments);

        FakeService.Call call = service.calls(SUBMIT).getFirst();
        assertThat(call.authorization()).isEqualTo("Bearer secret");
        String payload = call.body().path("tasks").path(FUNCTION.toString()).path(0).asText();
        assertThat(Payloads.unpack(payload))
                .containsExactly("11\n[]", "11\n{\"name\":\"Ångström 😀\"}");
    }

    @Test
    void fewerIdsThanTasksAreAnError() {
        service.on(SUBMIT, accepted(List.of(TaskId.random())));

        assertThatExceptionOfType(BeamletException.class)
                .isThrownBy(() -> client.submit(ENDPOINT, FUNCTION, List.of(nothing(), nothing())))
                .withMessageContaining("2 submitted tasks with 1 ids");
    }

    @Test
    void statusOfManyTasksIsAskedInChunksAndUnknownOnesAreLeftOut() {
        List<TaskId> tasks = new ArrayList<>(Stream.generate(TaskId::random).limit(300).toList());
        TaskId unknown = tasks.get(7);
        service.on(
                "POST /v2/batch_status",
                call -> {
                    ObjectNode results = Json.NODES.objectNode();
                    for (JsonNode id : call.body().path("task_ids")) {
                        if (!id.asText().equals(unknown.toString())) {
                            results.putObject(id.asText())
                                    .put("task_id", id.asText())
                                    .put("status", "running");
                        }
                    }
                    return Answer.ok(Map.of("response", "batch", "results", results));
                });

        assertThat(client.batchStatus(tasks)).hasSize(299).doesNotContainKey(unknown);
        assertThat(service.calls("POST /v2/batch_status"))
                .extracting(call -> call.body().path("task_ids").size())
                .containsExactly(128, 128, 44);
    }

    private static ObjectNode nothing() {
        return Json.NODES.objectNode();
    }

    private static Map<String, Object> accepted(List<TaskId> tasks) {
        return Map.of(
                "request_id",
                TaskId.random().toString(),
                "task_group_id",
                TaskId.random().toString(),
                "endpoint_id",
                ENDPOINT.toString(),
                "tasks",
                Map.of(FUNCTION.toString(), tasks.stream().map(TaskId::toString).toList()));
    }
}
