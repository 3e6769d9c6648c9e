package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.PlayedAgent;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The routes of both versions of the API that the SDK seldom calls, and what is set from outside.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegacyRoutesIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @SuppressWarnings("NullAway.Init")
    private ServiceProcess service;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Rest alice;

    @SuppressWarnings("NullAway.Init")
    private Rest bob;

    @SuppressWarnings("NullAway.Init")
    private Rest carol;

    @SuppressWarnings("NullAway.Init")
    private Rest many;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        service =
                ServiceProcess.start(
                        folder,
                        Map.of(
                                "beamlet.rate-limit.requests", "5",
                                "beamlet.rate-limit.window", "1h",
                                "beamlet.rate-limit.users.\"alice\"", "0",
                                "beamlet.rate-limit.users.\"many\"", "8",
                                "beamlet.min-sdk-version", "4.0.0",
                                "beamlet.endpoint-lock", "8s",
                                "beamlet.access-log", "true"));
        alice = service.user("alice");
        bob = service.user("bob");
        carol = service.user("carol");
        many = service.user("many");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @Test
    void eachUserHasAnAllowanceAndIsToldWhenToComeBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            bob.get("/v2/endpoints").ok();
        }
        Rest.Answer refused = bob.get("/v2/endpoints");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.json().path("code").asText()).isEqualTo("TOO_MANY_REQUESTS");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(600, 720);
        // What agents and probes call goes on.
        bob.post("/v3/endpoints", Map.of("endpoint_name", "bobs")).ok();
        service.nobody().get("/v2/version").ok();
        for (int i = 0; i < 8; i++) {
            many.get("/v2/endpoints").ok();
        }
        assertThat(many.get("/v2/endpoints").status()).isEqualTo(429);
        for (int i = 0; i < 30; i++) {
            alice.get("/v2/endpoints").ok();
        }
    }

    @Test
    void theOldestSdkIsASetting() throws Exception {
        JsonNode version = alice.get("/v2/version?service=all").ok();
        assertThat(version.path("min_sdk_version").asText()).isEqualTo("4.0.0");
        assertThat(version.path("min_ep_version")).isEqualTo(version.path("min_endpoint_version"));
    }

    @Test
    void theAccessLogNamesEachRequestAndNoSecret() throws Exception {
        alice.get("/v2/endpoints?role=any").ok();
        Path log = home.resolve("cloud").resolve("access.log");
        Await.until(
                "the request is logged",
                () ->
                        Files.exists(log)
                                && Files.readString(log).contains("/v2/endpoints?role=any"));
        assertThat(log)
                .content()
                .contains("\"GET /v2/endpoints?role=any\" 200")
                .doesNotContain("Bearer");
    }

    @Test
    void aSubmissionOfTheSecondVersionReachesSeveralEndpointsInOrder() throws Exception {
        String f = alice.function("f");
        String g = alice.function("g");
        EndpointRegistration.Answer one = alice.endpoint(Map.of("endpoint_name", "one"));
        JsonNode registered = alice.post("/v2/endpoints", Map.of("endpoint_name", "two")).ok();
        String two = registered.path("endpoint_id").asText();
        JsonNode answer =
                alice.post(
                                "/v2/submit",
                                Map.of(
                                        "create_websocket_queue",
                                        true,
                                        "tasks",
                                        List.of(
                                                List.of(f, one.endpointId(), PAYLOAD),
                                                List.of(g, two, PAYLOAD),
                                                List.of(g, one.endpointId(), PAYLOAD),
                                                List.of(f, one.endpointId(), PAYLOAD))))
                        .ok();
        assertThat(answer.path("response").asText()).isEqualTo("success");
        assertThat(answer.path("results")).hasSize(4);
        List<String> ids = answer.path("results").findValuesAsText("task_uuid");
        assertThat(answer.path("results").path(0).path("http_status_code").asInt()).isEqualTo(200);
        assertThat(answer.path("results").path(0).path("reason").isNull()).isTrue();
        assertThat(functionOf(ids.get(1))).isEqualTo(g);
        assertThat(functionOf(ids.get(3))).isEqualTo(f);
        assertThat(alice.get("/beamlet/v1/tasks/" + ids.get(1)).ok().path("endpoint_id").asText())
                .isEqualTo(two);
        String group = answer.path("task_group_id").asText();
        assertThat(alice.get("/v2/taskgroup/" + group).ok().path("tasks")).hasSize(4);
    }

    private String functionOf(String task) throws Exception {
        return alice.get("/beamlet/v1/tasks/" + task).ok().path("function").path("id").asText();
    }

    @Test
    void aSubmissionOfTheSecondVersionIsTakenWholeOrNotAtAll() throws Exception {
        String f = alice.function("f");
        String e = alice.endpoint(Map.of("endpoint_name", "whole")).endpointId();
        String unknown = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
        String group = "1d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
        Rest.Answer refused =
                alice.post(
                        "/v2/submit",
                        Map.of(
                                "task_group_id",
                                group,
                                "tasks",
                                List.of(List.of(f, e, PAYLOAD), List.of(unknown, e, PAYLOAD))));
        assertThat(refused.status()).isEqualTo(404);
        assertThat(refused.json().path("code").asText()).isEqualTo("FUNCTION_NOT_FOUND");
        assertThat(alice.get("/v2/taskgroup/" + group).status()).isEqualTo(404);
        assertThat(alice.post("/v2/submit", Map.of("tasks", List.of(List.of(f, e)))).status())
                .isEqualTo(400);
    }

    @Test
    void metadataOfAFunctionAlwaysHasBothVersions() throws Exception {
        JsonNode shown = alice.get("/v2/functions/" + alice.function("plain")).ok();
        assertThat(shown.path("metadata").has("python_version")).isTrue();
        assertThat(shown.path("metadata").has("sdk_version")).isTrue();
    }

    @Test
    void sourceThatIsNotSerializedIsFramedAsSource() throws Exception {
        String source = "def twice(x):\n    return 2 * x\n";
        String id =
                alice.post(
                                "/v3/functions",
                                Map.of(
                                        "function_name",
                                        "twice",
                                        "function_code",
                                        source,
                                        "serialized",
                                        false))
                        .ok()
                        .path("function_uuid")
                        .asText();
        assertThat(alice.get("/v2/functions/" + id).ok().path("function_code").asText())
                .isEqualTo(Payloads.pack("st\ntwice:" + source));
    }

    @Test
    void aLockedEndpointIsCutOffAtOnceAndComesBackLater() throws Exception {
        EndpointRegistration.Answer first = alice.endpoint(Map.of("endpoint_name", "stopped"));
        String path = "/v3/endpoints/" + first.endpointId();
        try (PlayedAgent agent = PlayedAgent.connect(first).consume()) {
            agent.heartbeat(Map.of("heartbeat_period", 30), Map.of());
            Await.until("it is online", () -> status(first), "online"::equals);

            assertThat(carol.post(path + "/lock", Map.of()).status()).isEqualTo(403);
            JsonNode locked = alice.call("POST", path + "/lock", null, Map.of()).ok();

            assertThat(locked.path("endpoint_id").asText()).isEqualTo(first.endpointId());
            LocalDateTime until =
                    LocalDateTime.parse(locked.path("lock_expiration_timestamp").asText());
            assertThat(until).isAfter(LocalDateTime.now(ZoneOffset.UTC));
            Await.until("its connection is gone", () -> !agent.isConnected());
        }
        assertThat(status(first)).isEqualTo("offline");
        assertThat(refusesLogin(first)).isTrue();
        Rest.Answer refused = alice.put(path, Map.of("endpoint_name", "stopped"));
        assertThat(refused.status()).isEqualTo(423);
        assertThat(refused.json().path("code").asText()).isEqualTo("RESOURCE_LOCKED");
        Await.until(
                "the lock is over",
                () -> alice.put(path, Map.of("endpoint_name", "stopped")).status() == 200);
        alice.call("POST", "/v2/endpoints/" + first.endpointId() + "/lock", null, Map.of()).ok();
    }

    private String status(EndpointRegistration.Answer endpoint) throws Exception {
        return alice.get("/v2/endpoints/" + endpoint.endpointId() + "/status")
                .ok()
                .path("status")
                .asText();
    }

    private static boolean refusesLogin(EndpointRegistration.Answer endpoint) {
        try (PlayedAgent _ = PlayedAgent.connect(endpoint)) {
            return false;
        } catch (Exception _) {
            return true;
        }
    }
}
