package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.rabbitmq.client.Delivery;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.cloud.peer.Listener;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beamlet's own routes through the packaged service; the test plays the agent. */
class BeamletRoutesIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @TempDir static Path home;
    static @Nullable ServiceProcess service;
    static @Nullable Rest alice;

    @BeforeAll
    static void start() throws Exception {
        service = ServiceProcess.start(home);
        alice = service.user("alice");
    }

    @AfterAll
    static void stop() {
        if (service != null) {
            service.close();
        }
    }

    private static Rest rest() {
        return Objects.requireNonNull(alice);
    }

    private static JsonNode submit(String endpoint, Map<String, ?> body) throws Exception {
        return rest().post("/v3/endpoints/" + endpoint + "/submit", body).ok();
    }

    @Test
    void whoWaitsForACancelledTaskIsTold() throws Exception {
        String function = rest().function("slow");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));
        JsonNode submitted =
                submit(
                        endpoint.endpointId(),
                        Map.of(
                                "tasks",
                                Map.of(function, List.of(PAYLOAD, PAYLOAD)),
                                "create_queue",
                                true));
        String group = submitted.path("task_group_id").asText();
        String first = submitted.path("tasks").path(function).path(0).asText();

        try (Listener listener = Listener.on(rest(), group)) {
            JsonNode one = rest().post("/beamlet/v1/tasks/" + first + "/cancel", Map.of()).ok();
            assertThat(one.path("cancelled").asBoolean()).isTrue();
            assertThat(one.path("state").asText()).isEqualTo("cancelled");
            assertCancelled(listener.next());

            JsonNode all =
                    rest().post("/beamlet/v1/task-groups/" + group + "/cancel", Map.of()).ok();
            assertThat(all.path("cancelled").asInt()).isEqualTo(1);
            assertThat(all.path("over_before").asInt()).isEqualTo(1);
            assertCancelled(listener.next());
        }
        JsonNode story = rest().get("/beamlet/v1/tasks/" + first).ok();
        assertThat(story.path("status").asText()).isEqualTo("failed");
        assertThat(story.path("state").asText()).isEqualTo("cancelled");
        assertThat(story.path("timeline").findValuesAsText("state")).endsWith("cancelled");
        assertThat(rest().get("/v2/tasks/" + first).ok().path("exception").asText())
                .contains("TASK_CANCELLED");
    }

    private static void assertCancelled(Delivery delivery) {
        assertThat(MessageCodec.decode(delivery.getBody()))
                .isInstanceOfSatisfying(
                        Message.Result.class,
                        result ->
                                assertThat(Objects.requireNonNull(result.errorDetails()).code())
                                        .isEqualTo("TASK_CANCELLED"));
    }

    @Test
    void whatATaskPrintsIsShownAndFollowedToItsEnd() throws Exception {
        String function = rest().function("talk");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));
        String task =
                submit(endpoint.endpointId(), Map.of("tasks", Map.of(function, List.of(PAYLOAD))))
                        .path("tasks")
                        .path(function)
                        .path(0)
                        .asText();
        tell(endpoint.endpointId(), task, "stdout", 0, "one\n");
        tell(endpoint.endpointId(), task, "stderr", 0, "careful\n");
        tell(endpoint.endpointId(), task, "stdout", 4, "two\n");

        JsonNode logs = rest().get("/beamlet/v1/tasks/" + task + "/logs").ok();
        assertThat(logs.path("ended").asBoolean()).isFalse();
        assertThat(logs.path("output").findValuesAsText("text"))
                .containsExactlyInAnyOrder("one\ntwo\n", "careful\n");
        JsonNode rest = rest().get("/beamlet/v1/tasks/" + task + "/logs?stream=stdout&from=4").ok();
        assertThat(rest.path("output").findValuesAsText("text")).containsExactly("two\n");
        assertThat(rest().get("/beamlet/v1/tasks/" + task).ok().path("progress").path("fraction"))
                .hasToString("0.5");

        rest().post("/beamlet/v1/tasks/" + task + "/cancel", Map.of()).ok();
        Rest.Answer followed = rest().get("/beamlet/v1/tasks/" + task + "/logs?follow=true");
        assertThat(followed.status()).isEqualTo(200);
        assertThat(followed.text())
                .contains("event: output\ndata: {", "one\\ntwo\\n", "careful\\n")
                .endsWith("event: end\ndata: {\"state\":\"cancelled\"}\n\n");
    }

    private static void tell(String endpoint, String task, String stream, long offset, String text)
            throws Exception {
        rest().post(
                        "/beamlet/v1/endpoints/" + endpoint + "/news",
                        Map.of(
                                "progress",
                                List.of(
                                        Map.of(
                                                "task_id",
                                                task,
                                                "attempt",
                                                1,
                                                "fraction",
                                                0.5,
                                                "what",
                                                "half")),
                                "output",
                                List.of(
                                        Map.of(
                                                "task_id", task,
                                                "attempt", 1,
                                                "stream", stream,
                                                "offset", offset,
                                                "bytes", text.getBytes(StandardCharsets.UTF_8)))))
                .ok();
    }

    @Test
    void logsRefuseWhatTheyCannotUnderstand() throws Exception {
        String function = rest().function("mute");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));
        String task =
                submit(endpoint.endpointId(), Map.of("tasks", Map.of(function, List.of(PAYLOAD))))
                        .path("tasks")
                        .path(function)
                        .path(0)
                        .asText();

        String logs = "/beamlet/v1/tasks/" + task + "/logs";
        assertThat(rest().get(logs + "?stream=stdin").status()).isEqualTo(422);
        assertThat(rest().get(logs + "?from=3").status()).isEqualTo(422);
    }

    @Test
    void longListsComeInPagesThatLeadToTheNext() throws Exception {
        Rest bob = Objects.requireNonNull(service).user("bob");
        String function = bob.function("many");
        EndpointRegistration.Answer endpoint = bob.endpoint(Map.of("endpoint_name", "bobs"));
        List<String> submitted = new ArrayList<>();
        bob.post(
                        "/v3/endpoints/" + endpoint.endpointId() + "/submit",
                        Map.of(
                                "tasks",
                                Map.of(function, List.of(PAYLOAD, PAYLOAD, PAYLOAD, PAYLOAD))))
                .ok()
                .path("tasks")
                .path(function)
                .forEach(id -> submitted.add(id.asText()));

        List<String> seen = new ArrayList<>();
        String path = "/beamlet/v1/tasks?limit=3&function=many&endpoint=" + endpoint.endpointId();
        int pages = 0;
        while (!path.isEmpty()) {
            Rest.Paged page = bob.page(path);
            page.items().forEach(task -> seen.add(task.path("task_id").asText()));
            path = page.next();
            pages++;
        }

        assertThat(pages).isEqualTo(2);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(submitted);
        bob.post("/beamlet/v1/tasks/" + submitted.getFirst() + "/cancel", Map.of()).ok();
        assertThat(bob.get("/beamlet/v1/tasks?state=cancelled").ok().findValuesAsText("task_id"))
                .containsExactly(submitted.getFirst());
        assertThat(bob.get("/beamlet/v1/tasks?since=2999-01-01T00:00:00Z").ok()).isEmpty();
        assertThat(bob.get("/beamlet/v1/tasks?state=asleep").status()).isEqualTo(422);
        assertThat(bob.get("/beamlet/v1/tasks?limit=0").status()).isEqualTo(422);
        assertThat(rest().get("/beamlet/v1/tasks?function=" + function).ok()).isEmpty();
    }

    @Test
    void tasksAreSubmittedByTheNamesOfTheirFunctions() throws Exception {
        String id = versioned("name.me", "1.4.0");
        versioned("name.me", "1.10.0");
        EndpointRegistration.Answer endpoint = rest().endpoint(Map.of("endpoint_name", "ws"));
        String path = "/beamlet/v1/endpoints/" + endpoint.endpointId() + "/submit";

        JsonNode accepted =
                rest().post(
                                path,
                                Map.of(
                                        "tasks",
                                        Map.of(
                                                "name.me@1.4",
                                                List.of(PAYLOAD, PAYLOAD),
                                                id,
                                                List.of(PAYLOAD))))
                        .ok();
        assertThat(accepted.path("functions").path("name.me@1.4").path("id").asText())
                .isEqualTo(id);
        assertThat(accepted.path("tasks").path("name.me@1.4")).hasSize(2);
        assertThat(accepted.path("tasks").path(id)).hasSize(1);

        rest().post("/beamlet/v1/functions/" + id + "/deprecate", Map.of("reason", "old")).ok();
        JsonNode warned =
                rest().post(path, Map.of("tasks", Map.of("name.me@1.4.0", List.of(PAYLOAD)))).ok();
        assertThat(warned.path("warning").asText()).contains("name.me@1.4.0 is deprecated: old");

        rest().post("/beamlet/v1/functions/" + id + "/revoke", Map.of("reason", "wrong")).ok();
        Rest.Answer refused =
                rest().post(path, Map.of("tasks", Map.of("name.me@1.4", List.of(PAYLOAD))));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("is revoked: wrong", "live versions are 1.10.0");

        JsonNode restored = rest().post("/beamlet/v1/functions/" + id + "/restore", Map.of()).ok();
        assertThat(restored.has("notice")).isFalse();
        assertThat(rest().get("/beamlet/v1/functions/name.me@%5E1").ok().path("version").asText())
                .isEqualTo("1.10.0");
    }

    private static String versioned(String name, String version) throws Exception {
        return rest().post(
                        "/v3/functions",
                        Map.of(
                                "function_name", name,
                                "function_code", Rest.code("named"),
                                "meta", Map.of("version", version)))
                .ok()
                .path("function_uuid")
                .asText();
    }
}
