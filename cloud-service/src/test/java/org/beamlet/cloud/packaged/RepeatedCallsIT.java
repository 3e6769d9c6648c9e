package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.RawHttp;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.rest.RequestKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a POST that was carried out and whose answer never arrived. */
class RepeatedCallsIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private ServiceProcess start(String faults) throws Exception {
        return ServiceProcess.start(
                home,
                Map.of("beamlet.rate-limit.requests", "0", "beamlet.faults.after-commit", faults));
    }

    @Test
    void everythingThatIsPostedTwiceBecauseOfAFaultIsThereOnce() throws Exception {
        // One word for each answer, in the order of the calls below.
        String faults =
                "refuse,answer,cut,answer,refuse,answer,cut,answer,refuse,refuse,answer,cut,answer";
        try (ServiceProcess service = start(faults)) {
            String token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            Rest alice = new Rest(service.url(), token);
            RawHttp raw = new RawHttp(service.port(), token);
            String function = functionSentTwice(alice);
            functionCutOff(alice, raw);
            String endpoint = endpointSentTwice(alice);
            submissionCutOff(alice, raw, endpoint, function);
            submissionRefusedTwice(alice, endpoint, function);
            legacySubmissionCutOff(alice, raw, endpoint, function);

            JsonNode first = submit(alice, endpoint, function, "").ok();
            JsonNode second = submit(alice, endpoint, function, "").ok();
            assertThat(second.path("tasks")).isNotEqualTo(first.path("tasks"));
        }
    }

    private static String functionSentTwice(Rest alice) throws Exception {
        Map<String, String> function =
                new TreeMap<>(Map.of("function_name", "once", "function_code", Rest.code("once")));
        assertThat(alice.post("/v3/functions", function).status()).isEqualTo(503);
        String id = alice.post("/v3/functions", function).ok().path("function_uuid").asText();
        assertThat(
                        alice.get("/beamlet/v1/functions?name=once")
                                .ok()
                                .findValuesAsText("function_uuid"))
                .containsExactly(id);
        return id;
    }

    /** By hand: an HTTP library may send it again by itself. */
    private static void assertCutOff(RawHttp raw, String path, Object body) {
        assertThatThrownBy(() -> raw.send("POST", path, "", Json.writeBytes(body)))
                .isInstanceOf(IOException.class);
    }

    private static void functionCutOff(Rest alice, RawHttp raw) throws Exception {
        Map<String, String> function =
                new TreeMap<>(Map.of("function_name", "cut", "function_code", Rest.code("cut")));
        assertCutOff(raw, "/v2/functions", function);
        alice.post("/v2/functions", function).ok();
        assertThat(alice.get("/beamlet/v1/functions?name=cut").ok()).hasSize(1);
    }

    private static String endpointSentTwice(Rest alice) throws Exception {
        Map<String, String> endpoint = Map.of("endpoint_name", "once");
        assertThat(alice.post("/v3/endpoints", endpoint).status()).isEqualTo(503);
        String id = alice.post("/v3/endpoints", endpoint).ok().path("endpoint_id").asText();
        assertThat(alice.get("/v2/endpoints").ok().findValuesAsText("uuid")).containsExactly(id);
        return id;
    }

    private static void submissionCutOff(Rest alice, RawHttp raw, String endpoint, String function)
            throws Exception {
        String group = UUID.randomUUID().toString();
        Map<String, Object> body = submission(function, group);
        assertCutOff(raw, "/v3/endpoints/" + endpoint + "/submit", body);
        JsonNode answer = submit(alice, endpoint, function, group).ok();
        assertThat(group(alice, group)).isEqualTo(ids(answer, function)).hasSize(2);
    }

    private static void submissionRefusedTwice(Rest alice, String endpoint, String function)
            throws Exception {
        String group = UUID.randomUUID().toString();
        assertThat(submit(alice, endpoint, function, group).status()).isEqualTo(503);
        assertThat(submit(alice, endpoint, function, group).status()).isEqualTo(503);
        JsonNode answer = submit(alice, endpoint, function, group).ok();
        assertThat(group(alice, group)).isEqualTo(ids(answer, function)).hasSize(2);
    }

    private static void legacySubmissionCutOff(
            Rest alice, RawHttp raw, String endpoint, String function) throws Exception {
        String group = UUID.randomUUID().toString();
        Map<String, Object> body = new TreeMap<>();
        body.put("task_group_id", group);
        body.put("tasks", List.of(List.of(function, endpoint, PAYLOAD)));
        assertCutOff(raw, "/v2/submit", body);
        JsonNode answer = alice.post("/v2/submit", body).ok();
        assertThat(group(alice, group))
                .containsExactly(answer.path("results").path(0).path("task_uuid").asText());
    }

    @Test
    void aServiceKilledBetweenCommitAndAnswerMakesNoSecondTask() throws Exception {
        String group = UUID.randomUUID().toString();
        String function;
        String endpoint;
        String token;
        try (ServiceProcess first = start("")) {
            Rest alice = first.user("alice");
            token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            function = alice.function("f");
            endpoint = alice.endpoint(Map.of("endpoint_name", "e")).endpointId();
        }
        try (ServiceProcess killed = start("halt")) {
            Rest alice = new Rest(killed.url(), token);
            assertThatThrownBy(() -> submit(alice, endpoint, function, group))
                    .isInstanceOf(IOException.class);
            Await.until("it is gone", () -> !killed.isAlive());
        }
        try (ServiceProcess next = start("")) {
            Rest alice = new Rest(next.url(), token);
            JsonNode answer = submit(alice, endpoint, function, group).ok();
            assertThat(group(alice, group)).isEqualTo(ids(answer, function)).hasSize(2);
        }
    }

    @Test
    void afterAKillTheSameKeyFindsItsTasksAndAnotherMakesNewOnes() throws Exception {
        String token;
        String path;
        String function;
        try (ServiceProcess first = start("")) {
            Rest alice = first.user("alice");
            token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            function = alice.function("f");
            String endpoint = alice.endpoint(Map.of("endpoint_name", "e")).endpointId();
            path = "/v3/endpoints/" + endpoint + "/submit";
        }
        String body = Json.write(submission(function, ""));
        List<String> given;
        try (ServiceProcess killed = start("")) {
            Rest alice = new Rest(killed.url(), token);
            given = ids(alice.call("POST", path, body, keyed("k1")).ok(), function);
            // Within the second of doubt: whether the answer arrived is not written down.
            killed.kill();
        }
        try (ServiceProcess next = start("")) {
            Rest alice = new Rest(next.url(), token);
            assertThat(ids(alice.call("POST", path, body, keyed("k2")).ok(), function))
                    .hasSize(2)
                    .doesNotContainAnyElementsOf(given);
            assertThat(ids(alice.call("POST", path, body, keyed("k1")).ok(), function))
                    .isEqualTo(given);
        }
    }

    private static Map<String, String> keyed(String key) {
        return Map.of(RequestKey.HEADER, key);
    }

    private static Rest.Answer submit(Rest as, String endpoint, String function, String group)
            throws Exception {
        return as.post("/v3/endpoints/" + endpoint + "/submit", submission(function, group));
    }

    /** In one order always: the same submission is the same text. */
    private static Map<String, Object> submission(String function, String group) {
        Map<String, Object> body = new TreeMap<>();
        body.put("tasks", Map.of(function, List.of(PAYLOAD, PAYLOAD)));
        if (!group.isEmpty()) {
            body.put("task_group_id", group);
        }
        return body;
    }

    private static List<String> ids(JsonNode answer, String function) {
        return answer.path("tasks")
                .path(function)
                .valueStream()
                .map(JsonNode::asText)
                .sorted()
                .toList();
    }

    private static List<String> group(Rest as, String group) throws Exception {
        return as.get("/v2/taskgroup/" + group).ok().path("tasks").findValuesAsText("id").stream()
                .sorted()
                .toList();
    }
}
