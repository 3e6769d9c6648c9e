package org.beamlet.cloud.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose disk has less room than it should. */
class LittleRoomIT {
    private static final String PAYLOAD = Payloads.pack("11\n[]", "11\n{}");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void newWorkIsRefusedAndWhatWasAcceptedGoesOn() throws Exception {
        String token;
        String function;
        String endpoint;
        String task;
        try (ServiceProcess ample = ServiceProcess.start(home, Map.of())) {
            Rest alice = ample.user("alice");
            token = ServiceProcess.command(home, "token", "--user", "alice").lastWord();
            function = alice.function("f");
            endpoint = alice.endpoint(Map.of("endpoint_name", "e")).endpointId();
            task = submit(alice, endpoint, function).ok().findPath(function).path(0).asText();
        }
        // No disk has that much.
        Map<String, String> settings = Map.of("beamlet.least-free", "1000000T");
        try (ServiceProcess full = ServiceProcess.start(home, settings)) {
            Rest alice = new Rest(full.url(), token);
            assertRefused(submit(alice, endpoint, function));
            assertRefused(
                    alice.post(
                            "/v2/submit",
                            Map.of("tasks", List.of(List.of(function, endpoint, PAYLOAD)))));
            assertRefused(
                    alice.post(
                            "/v3/functions",
                            Map.of("function_name", "g", "function_code", Rest.code("g"))));

            assertThat(alice.get("/v2/tasks/" + task).ok().path("task_id").asText())
                    .isEqualTo(task);
            assertThat(alice.get("/beamlet/v1/tasks").ok()).hasSize(1);
            alice.post("/beamlet/v1/tasks/" + task + "/cancel", Map.of()).ok();
            assertThat(alice.endpoint(Map.of("endpoint_name", "late")).endpointId()).isNotEmpty();
            JsonNode ready = alice.get("/health/ready").ok();
            assertThat(ready.path("disk").asText()).isEqualTo("FULL");
        }
    }

    private static Rest.Answer submit(Rest as, String endpoint, String function) throws Exception {
        return as.post(
                "/v3/endpoints/" + endpoint + "/submit",
                Map.of("tasks", Map.of(function, List.of(PAYLOAD))));
    }

    private static void assertRefused(Rest.Answer answer) {
        assertThat(answer.status()).isEqualTo(507);
        assertThat(answer.text()).contains("DISK_FULL", "nothing was accepted", "free space");
    }
}
