package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Delivery;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.Listener;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From submission to stream through the packaged service; the test plays the agent. */
class TaskJourneyIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{\"x\": \"µ😀\"}");

    @TempDir static Path home;
    static @Nullable ServiceProcess service;
    static @Nullable Rest alice;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.start(home);
        alice = service.user("alice");
    }

    @AfterAll
    static void stop() throws Exception {
        if (service != null) {
            service.close();
        }
    }

    private static Rest rest() {
        return Objects.requireNonNull(alice);
    }

    @Test
    void aTaskReachesTheAgentAndItsResultTheStreamAsTheVeryBytesThatTheAgentSent()
            throws Exception {
        String function = rest().function("echo");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));

        JsonNode submitted =
                rest().post(
                                "/v3/endpoints/" + endpoint.endpointId() + "/submit",
                                Map.of(
                                        "tasks", Map.of(function, List.of(PAYLOAD)),
                                        "create_queue", true,
                                        "resource_specification", Map.of("num_nodes", 2),
                                        "result_serializers", List.of("JSONData")))
                        .ok();
        String task = submitted.path("tasks").path(function).path(0).asText();

        try (PlayedAgent agent = PlayedAgent.connect(endpoint).consume();
                Listener listener = Listener.on(rest(), submitted.path("task_group_id").asText())) {
            Delivery delivery = agent.next();
            Map<String, Object> headers = delivery.getProperties().getHeaders();
            assertThat(headers.get("task_uuid")).hasToString(task);
            assertThat(headers.get("function_uuid")).hasToString(function);
            assertThat(headers.get("beamlet_attempt")).isEqualTo(1);
            assertThat(headers.get("resource_specification")).hasToString("{\"num_nodes\":2}");
            assertThat(headers.get("result_serializers")).asString().contains("JSONData");
            assertThat(delivery.getProperties().getDeliveryMode()).isEqualTo(2);
            assertThat(PlayedAgent.task(delivery).taskBuffer()).endsWith(PAYLOAD);
            assertThat(Payloads.unpack(PlayedAgent.task(delivery).taskBuffer())).hasSize(3);

            byte[] result = PlayedAgent.success(PlayedAgent.task(delivery).taskId(), "11\n\"µ\"");
            agent.result(result);

            Delivery streamed = listener.next();
            assertThat(streamed.getBody()).isEqualTo(result);
            assertThat(streamed.getProperties().getTimestamp()).isNotNull();
        }
        JsonNode document = rest().get("/v2/tasks/" + task).ok();
        assertThat(document.path("status").asText()).isEqualTo("success");
        assertThat(document.path("result").asText()).isEqualTo("11\n\"µ\"");
        assertThat(document.path("completion_t").asText()).matches("\\d+\\.\\d+");
        assertThat(document.has("exception")).isFalse();
    }

    @Test
    void aResourceSpecificationIsAnObjectOfBoundedSize() throws Exception {
        String function = rest().function("bounded");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));

        for (Object wrong : List.of(3, "two", List.of(), Map.of("a", "x".repeat(20_000)))) {
            Rest.Answer answer =
                    rest().post(
                                    "/v3/endpoints/" + endpoint.endpointId() + "/submit",
                                    Map.of(
                                            "tasks",
                                            Map.of(function, List.of(PAYLOAD)),
                                            "resource_specification",
                                            wrong));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("resource_specification", "REQUEST_MALFORMED");
        }
    }

    @Test
    void theStoryOfATaskNamesItsFunctionAndEveryStep() throws Exception {
        String function = rest().function("tell");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));
        String task = submit(function, endpoint.endpointId());

        try (PlayedAgent agent = PlayedAgent.connect(endpoint).consume()) {
            agent.result(
                    PlayedAgent.failure(
                            PlayedAgent.task(agent.next()).taskId(), "INPUT_NOT_FOUND", "no file"));
            JsonNode story =
                    Await.until(
                            "the task is over",
                            () -> rest().get("/beamlet/v1/tasks/" + task).ok(),
                            seen -> seen.has("completed_at"));

            assertThat(story.path("status").asText()).isEqualTo("failed");
            assertThat(story.path("function").path("name").asText()).isEqualTo("tell");
            assertThat(story.path("error").path("code").asText()).isEqualTo("INPUT_NOT_FOUND");
            assertThat(story.path("timeline").findValuesAsText("state"))
                    .containsSubsequence("received", "waiting-for-ep", "failed");
        }
        JsonNode document = rest().get("/v2/tasks/" + task).ok();
        assertThat(document.path("exception").asText()).isEqualTo("no file");
        assertThat(document.has("result")).isFalse();
    }

    private static String submit(String function, String endpoint) throws Exception {
        return rest().post(
                        "/v3/endpoints/" + endpoint + "/submit",
                        Map.of("tasks", Map.of(function, List.of(PAYLOAD))))
                .ok()
                .path("tasks")
                .path(function)
                .path(0)
                .asText();
    }
}
