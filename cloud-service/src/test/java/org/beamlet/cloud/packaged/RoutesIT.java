package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may call which route, and what it says when it refuses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RoutesIT {
    private static final String ID = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    private ServiceProcess service;
    private Rest alice;
    private Rest bob;
    private @Nullable Path home;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        home = folder;
        service = ServiceProcess.start(folder);
        alice = service.user("alice");
        bob = service.user("bob");
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v3/functions",
        "POST, /v2/functions",
        "GET, /v2/functions/" + ID,
        "DELETE, /v2/functions/" + ID,
        "POST, /v3/endpoints",
        "PUT, /v3/endpoints/" + ID,
        "GET, /v2/endpoints",
        "GET, /v2/endpoints/" + ID,
        "GET, /v2/endpoints/" + ID + "/status",
        "GET, /v3/endpoints/" + ID + "/allowed_functions",
        "DELETE, /v2/endpoints/" + ID,
        "POST, /v3/endpoints/" + ID + "/submit",
        "GET, /v2/tasks/" + ID,
        "POST, /v2/batch_status",
        "GET, /v2/taskgroup/" + ID,
        "GET, /v2/get_amqp_result_connection_url",
        "GET, /beamlet/v1/functions",
        "GET, /beamlet/v1/tasks/" + ID,
        "POST, /beamlet/v1/endpoints/" + ID + "/reconcile",
        "PUT, /beamlet/v1/artifacts/" + ID,
        "GET, /beamlet/v1/artifacts/" + ID,
        "POST, /beamlet/v1/admin/clients",
        "POST, /beamlet/v1/admin/tokens"
    })
    void noRouteButVersionAndHealthAnswersWithoutAToken(String method, String path)
            throws Exception {
        String body = method.startsWith("P") ? "{}" : null;
        Rest.Answer none = service.nobody().call(method, path, body, Map.of());
        Rest.Answer wrong = service.nobody().as("bl_wrong").call(method, path, body, Map.of());

        assertError(none, 401, "USER_UNAUTHENTICATED");
        assertThat(wrong.status()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v2/oauth2/token",
        "POST, /v2/oauth2/token/revoke",
        "GET, /v2/oauth2/userinfo",
        "GET, /v2/api/identities"
    })
    void nobodyPlaysGlobusAuthUnlessToldTo(String method, String path) throws Exception {
        assertError(alice.call(method, path, null, Map.of()), 404, "ROUTE_NOT_FOUND");
    }

    @Test
    void versionAndHealthNeedNoToken() throws Exception {
        JsonNode version = service.nobody().get("/v2/version?service=all").ok();
        assertThat(version.path("min_sdk_version").asText()).isNotEmpty();
        assertThat(version.path("min_ep_version").asText()).isNotEmpty();
        assertThat(service.nobody().get("/v2/version").text()).isEqualTo("\"1.23.0\"");
        assertThat(service.nobody().get("/health").ok().path("status").asText()).isEqualTo("UP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET | /v9/nothing | | 404 | ROUTE_NOT_FOUND",
                "GET | / | | 404 | ROUTE_NOT_FOUND",
                "PATCH | /v2/endpoints | {} | 405 | METHOD_NOT_ALLOWED",
                "GET | /v2/tasks/not-a-uuid | | 400 | INVALID_UUID",
                "GET | /v2/tasks/" + ID + " | | 404 | TASK_NOT_FOUND",
                "GET | /v2/taskgroup/" + ID + " | | 404 | TASK_GROUP_NOT_FOUND",
                "GET | /v2/functions/" + ID + " | | 404 | FUNCTION_NOT_FOUND",
                "GET | /v2/endpoints/" + ID + " | | 404 | ENDPOINT_NOT_FOUND",
                "POST | /v3/functions | {\"function_name\" | 400 | REQUEST_MALFORMED",
                "POST | /v3/functions | [] | 400 | REQUEST_MALFORMED",
                "POST | /v3/functions | null | 400 | REQUEST_MALFORMED",
                "POST | /v3/functions | {\"a\":1,\"a\":2} | 400 | REQUEST_MALFORMED",
                "POST | /v3/functions | {} | 400 | REQUEST_KEY_ERROR",
                "POST | /v3/functions | {\"function_name\":\"f\",\"function_code\":\"9\"}"
                        + " | 400 | PAYLOAD_INVALID",
                "POST | /v2/batch_status | {} | 400 | REQUEST_KEY_ERROR",
                "POST | /v3/endpoints | {} | 400 | REQUEST_KEY_ERROR",
                "PUT | /v3/endpoints/xyz | {\"endpoint_name\":\"e\"} | 400 | INVALID_UUID"
            })
    void everyRefusalHasTheSameShape(
            String method, String path, @Nullable String body, int status, String code)
            throws Exception {
        assertError(alice.call(method, path, body, Map.of()), status, code);
    }

    @Test
    void aBodyBeyondAllBoundsIsRefusedBeforeItIsRead() throws Exception {
        String large = "\"" + "x".repeat(33 * 1024 * 1024) + "\"";
        assertError(
                alice.call("POST", "/v3/functions", large, Map.of()), 413, "FUNCTION_TOO_LARGE");
        assertError(alice.streamed("/v3/functions", large), 413, "FUNCTION_TOO_LARGE");
    }

    @Test
    void aSubmissionOfMoreThanTenMegabytesIsRefused() throws Exception {
        String function = alice.function("big");
        String endpoint = endpoint(alice, Map.of("endpoint_name", "e"));
        String half = Payloads.pack("11\n[\"" + "x".repeat(6_000_000) + "\"]", "11\n{}");

        Rest.Answer answer = submit(alice, endpoint, function, List.of(half, half));
        assertError(answer, 413, "TASK_PAYLOAD_TOO_LARGE");
        assertThat(submit(alice, endpoint, function, List.of(half)).status()).isEqualTo(200);
    }

    @Test
    void aSubmissionMustBeInOrder() throws Exception {
        String function = alice.function("f");
        String endpoint = endpoint(alice, Map.of("endpoint_name", "e"));
        assertError(submit(alice, endpoint, function, List.of()), 400, "REQUEST_KEY_ERROR");
        assertError(submit(alice, endpoint, function, List.of("x")), 400, "PAYLOAD_INVALID");
        assertError(
                submit(alice, endpoint, function, List.of(Payloads.pack("11\n[]"))),
                400,
                "PAYLOAD_INVALID");
        assertError(submit(alice, endpoint, ID, List.of(PAYLOAD)), 404, "FUNCTION_NOT_FOUND");
        assertError(submit(alice, ID, function, List.of(PAYLOAD)), 404, "ENDPOINT_NOT_FOUND");
        assertError(
                alice.post(
                        "/v3/endpoints/" + endpoint + "/submit",
                        Map.of(
                                "tasks",
                                Map.of(function, List.of(PAYLOAD)),
                                "task_group_id",
                                "mine")),
                400,
                "INVALID_UUID");
    }

    @Test
    void idsAreEchoedAsTheyWereSentInTheOrderInWhichTheyWereSent() throws Exception {
        String first = alice.function("first").toUpperCase(Locale.ROOT);
        String second = alice.function("second");
        String endpoint = endpoint(alice, Map.of("endpoint_name", "e"));
        String group = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
        String body =
                """
                {"tasks": {"%s": ["%s", "%s"], "%s": ["%s"]}, "task_group_id": "%s"}\
                """
                        .formatted(second, escaped(), escaped(), first, escaped(), group);

        JsonNode answer =
                alice.call(
                                "POST",
                                "/v3/endpoints/" + endpoint.toUpperCase(Locale.ROOT) + "/submit",
                                body,
                                Map.of())
                        .ok();

        assertThat(answer.path("endpoint_id").asText())
                .isEqualTo(endpoint.toUpperCase(Locale.ROOT));
        assertThat(answer.path("task_group_id").asText()).isEqualTo(group);
        assertThat(answer.path("tasks").fieldNames()).toIterable().containsExactly(second, first);
        assertThat(answer.path("tasks").path(second)).hasSize(2);
        String task = answer.path("tasks").path(first).path(0).asText();
        String upper = task.toUpperCase(Locale.ROOT);
        assertThat(alice.get("/v2/tasks/" + upper).ok().path("task_id").asText()).isEqualTo(upper);
        JsonNode listed = alice.get("/v2/taskgroup/" + group).ok();
        assertThat(listed.path("taskgroup_id").asText()).isEqualTo(group);
        assertThat(listed.path("tasks")).hasSize(3);
        JsonNode batch =
                alice.post("/v2/batch_status", Map.of("task_ids", List.of(upper, ID, "nonsense")))
                        .ok();
        assertThat(batch.path("results").fieldNames()).toIterable().containsExactly(upper);
        assertThat(batch.path("results").path(upper).has("result")).isFalse();
        assertThat(batch.path("results").path(upper).has("completion_t")).isFalse();
    }

    private static String escaped() {
        return PAYLOAD.replace("\n", "\\n");
    }

    @Test
    void nobodySeesOrUsesWhatBelongsToSomebodyElse() throws Exception {
        String function = alice.function("private");
        String endpoint = endpoint(alice, Map.of("endpoint_name", "mine"));
        JsonNode submitted = submit(alice, endpoint, function, List.of(PAYLOAD)).ok();
        String task = submitted.path("tasks").path(function).path(0).asText();
        String group = submitted.path("task_group_id").asText();
        String bobs = bob.function("bobs");

        assertError(bob.get("/v2/functions/" + function), 403, "FUNCTION_ACCESS_FORBIDDEN");
        assertError(bob.delete("/v2/functions/" + function), 403, "FUNCTION_ACCESS_FORBIDDEN");
        assertError(bob.get("/v2/endpoints/" + endpoint), 403, "ENDPOINT_ACCESS_FORBIDDEN");
        assertError(bob.delete("/v2/endpoints/" + endpoint), 403, "ENDPOINT_ACCESS_FORBIDDEN");
        assertError(
                submit(bob, endpoint, bobs, List.of(PAYLOAD)), 403, "ENDPOINT_ACCESS_FORBIDDEN");
        assertError(
                bob.put("/v3/endpoints/" + endpoint, Map.of("endpoint_name", "stolen")),
                403,
                "ENDPOINT_ALREADY_REGISTERED");
        assertError(
                bob.post("/beamlet/v1/endpoints/" + endpoint + "/reconcile", Map.of()),
                403,
                "ENDPOINT_ACCESS_FORBIDDEN");
        assertError(bob.get("/v2/tasks/" + task), 403, "TASK_ACCESS_FORBIDDEN");
        assertError(bob.get("/beamlet/v1/tasks/" + task), 403, "TASK_ACCESS_FORBIDDEN");
        assertError(bob.get("/v2/taskgroup/" + group), 403, "TASK_GROUP_ACCESS_FORBIDDEN");
        assertThat(bob.post("/v2/batch_status", Map.of("task_ids", List.of(task))).ok())
                .isEqualTo(bob.post("/v2/batch_status", Map.of("task_ids", List.of())).ok());
        assertThat(bob.get("/v2/endpoints?role=any").ok().findValuesAsText("uuid"))
                .doesNotContain(endpoint);
    }

    @Test
    void aPublicEndpointRunsOthersFunctionsWithinItsList() throws Exception {
        String allowed = bob.function("allowed");
        String refused = bob.function("refused");
        String endpoint =
                endpoint(
                        alice,
                        Map.of(
                                "endpoint_name",
                                "open",
                                "public",
                                true,
                                "allowed_functions",
                                List.of(allowed)));

        assertThat(submit(bob, endpoint, allowed, List.of(PAYLOAD)).status()).isEqualTo(200);
        assertError(
                submit(bob, endpoint, refused, List.of(PAYLOAD)), 403, "FUNCTION_NOT_PERMITTED");
        JsonNode list = bob.get("/v3/endpoints/" + endpoint + "/allowed_functions").ok();
        assertThat(list.path("restricted").asBoolean()).isTrue();
        assertThat(list.path("functions").path(0).asText()).isEqualTo(allowed);
        assertThat(bob.get("/v2/endpoints?role=any").ok().findValuesAsText("uuid"))
                .contains(endpoint);
        assertThat(bob.get("/v2/endpoints").ok().findValuesAsText("uuid")).doesNotContain(endpoint);
    }

    @Test
    void anEndpointKeepsItsIdAndChangesItsPasswordAtEveryRegistration() throws Exception {
        EndpointRegistration.Answer first = alice.endpoint(Map.of("endpoint_name", "again"));
        JsonNode second =
                alice.put(
                                "/v3/endpoints/" + first.endpointId(),
                                Map.of("endpoint_name", "again", "display_name", "Again"))
                        .ok();

        assertThat(second.path("endpoint_id").asText()).isEqualTo(first.endpointId());
        assertThat(second.path("task_queue_info").path("connection_url").asText())
                .isNotEqualTo(first.taskQueue().connectionUrl());
        assertThat(second.path("result_queue_info").path("queue_publish_kwargs"))
                .isEqualTo(
                        Json.read(
                                """
                                {"exchange": "results", "routing_key": "%s.results",
                                 "mandatory": true, "properties": {"delivery_mode": 2}}\
                                """
                                        .formatted(first.endpointId())));
        assertThat(second.path("command_queue_info").path("queue").asText())
                .isEqualTo(first.endpointId() + ".commands");
        assertThat(alice.get("/v2/endpoints/" + first.endpointId()).ok().path("display_name"))
                .hasToString("\"Again\"");
    }

    @Test
    void anAgentLearnsWhichOfItsTasksAreStillItsToRun() throws Exception {
        String function = alice.function("f");
        String endpoint = endpoint(alice, Map.of("endpoint_name", "e"));
        String task =
                submit(alice, endpoint, function, List.of(PAYLOAD))
                        .ok()
                        .path("tasks")
                        .path(function)
                        .path(0)
                        .asText();

        JsonNode current =
                alice.post(
                                "/beamlet/v1/endpoints/" + endpoint + "/reconcile",
                                Map.of("tasks", Map.of(task, 1, ID, 1)))
                        .ok();
        assertThat(current.path("current")).hasSize(1);
        assertThat(current.path("current").path(0).asText()).isEqualTo(task);

        alice.delete("/v2/endpoints/" + endpoint).ok();
        assertThat(alice.get("/v2/tasks/" + task).ok().path("exception").asText())
                .contains("deleted");
    }

    @Test
    void tokensAndSecretsStayOutOfLogAndDatabase() throws Exception {
        Path folder = Objects.requireNonNull(home);
        String token = ServiceProcess.command(folder, "token", "--user", "carol").lastWord();
        service.nobody().as(token).get("/v2/endpoints").ok();
        String secret = Files.readString(folder.resolve("cloud").resolve("admin.secret")).strip();

        KeptFiles.texts(folder.resolve("cloud"))
                .forEach((file, text) -> {
                    assertThat(text).as(file.toString()).doesNotContain(token);
                    if (!file.endsWith("admin.secret")) {
                        assertThat(text).as(file.toString()).doesNotContain(secret);
                    }
                });
    }

    private static String endpoint(Rest owner, Map<String, ?> registration) throws Exception {
        return owner.endpoint(registration).endpointId();
    }

    private static Rest.Answer submit(
            Rest caller, String endpoint, String function, List<String> payloads) throws Exception {
        return caller.post(
                "/v3/endpoints/" + endpoint + "/submit",
                Map.of("tasks", Map.of(function, payloads)));
    }

    private static void assertError(Rest.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        JsonNode body = answer.json();
        assertThat(body.path("code").asText()).isEqualTo(code);
        assertThat(body.path("status").asText()).isEqualTo("Failed");
        assertThat(body.path("http_status_code").asInt()).isEqualTo(status);
        assertThat(body.path("message").asText()).contains("; ");
        assertThat(body.path("reason").asText()).isEqualTo(body.path("message").asText());
        assertThat(UUID.fromString(body.path("request_id").asText())).isNotNull();
    }
}
