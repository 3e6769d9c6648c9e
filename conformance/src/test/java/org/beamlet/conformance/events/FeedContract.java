package org.beamlet.conformance.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.http.Repeat;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.FreePort;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.rest.FunctionRegistration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every broker gets of the feed, also after it was away. */
abstract class FeedContract {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir Path folder;
    private BeamletStack stack;
    private EventListener events;
    private EndpointId endpoint;
    private FunctionId function;

    /** {@return where the broker is, started if it was not} */
    abstract FeedPeer peer() throws Exception;

    abstract void stopPeer() throws Exception;

    @BeforeEach
    void start() throws Exception {
        FeedPeer peer = peer();
        stack = new BeamletStack(folder.resolve("home"), FreePort.find(), peer.settings(folder));
        stack.startCloud();
        events = EventListener.on(peer);
        try (BeamletClient client = stack.client()) {
            function =
                    client.register(
                            new FunctionRegistration(
                                    "diagnostics.noop",
                                    new FunctionCode("diagnostics.noop", "1.0.0").packed(),
                                    null,
                                    true,
                                    null,
                                    null),
                            Repeat.SAFE);
        }
        endpoint = endpoint();
    }

    @AfterEach
    void stop() throws Exception {
        events.close();
        stack.close();
        stopPeer();
    }

    /** An endpoint that is never online: its tasks wait until they are cancelled. */
    private EndpointId endpoint() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(stack.url() + "/v3/endpoints"))
                        .header(
                                "Authorization",
                                "Bearer " + stack.environment().get("BEAMLET_TOKEN"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"endpoint_name\": \"away\"}"))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return EndpointId.parse(Json.read(answer).path("endpoint_id").asText());
        }
    }

    private TaskId submittedAndCancelled() throws Exception {
        try (BeamletClient client = stack.client()) {
            TaskId task = client.submit(endpoint, function, Json.NODES.objectNode().put("echo", 1));
            Await.until(
                    PATIENCE,
                    "the task is published",
                    () -> client.task(task).status().equals("waiting-for-ep"));
            assertThat(client.cancel(task)).isTrue();
            return task;
        }
    }

    private Map<String, JsonNode> eventsOf(TaskId task) throws Exception {
        Await.until(PATIENCE, "its end is told", () -> events.of(task).containsKey("cancelled"));
        return events.of(task);
    }

    @Test
    void everyStepOfATaskIsToldAsACloudEvent() throws Exception {
        TaskId task = submittedAndCancelled();

        Map<String, JsonNode> told = eventsOf(task);
        assertThat(told.keySet()).containsExactly("received", "waiting-for-ep", "cancelled");
        JsonNode end = Objects.requireNonNull(told.get("cancelled"));
        assertThat(end.path("specversion").asText()).isEqualTo("1.0");
        assertThat(end.path("type").asText()).isEqualTo("org.beamlet.task.cancelled");
        assertThat(end.path("subject").asText()).isEqualTo(task.toString());
        assertThat(end.path("source").asText()).isEqualTo("/beamlet");
        assertThat(end.path("data").path("endpoint_id").asText()).isEqualTo(endpoint.toString());
        assertThat(end.path("data").path("function").path("name").asText())
                .isEqualTo("diagnostics.noop");
        assertThat(end.path("data").path("error").path("code").asText())
                .isEqualTo("TASK_CANCELLED");
    }

    @Test
    void nothingIsLostWhileTheBrokerIsAway() throws Exception {
        events.close();
        stopPeer();
        List<TaskId> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(submittedAndCancelled());
        }

        events = EventListener.on(peer());

        for (TaskId task : tasks) {
            assertThat(eventsOf(task).keySet())
                    .containsExactly("received", "waiting-for-ep", "cancelled");
        }
    }
}
