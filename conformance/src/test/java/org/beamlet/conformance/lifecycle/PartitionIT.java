package org.beamlet.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.CutProxy;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An endpoint is cut off with running and waiting tasks, another stands in, the first comes back.
 */
@Tag("lifecycle")
class PartitionIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path home;

    @Test
    void everyTaskHasOneOutcomeAndWhatIsStaleIsNotStarted()
            throws IOException, InterruptedException {
        try (BeamletStack stack = new BeamletStack(home)) {
            stack.with("BEAMLET_SWEEP_EVERY", "1S");
            stack.startCloud();
            try (CutProxy rest = new CutProxy(stack.url().getPort());
                    CutProxy amqp = new CutProxy(stack.brokerPort())) {
                rest.rename(stack.brokerPort(), amqp.port());
                EndpointId a = endpoint(stack, "a", "http://127.0.0.1:" + rest.port());
                EndpointId b = endpoint(stack, "b", stack.url().toString());
                partition(stack, a, b, rest, amqp);
            }
        }
    }

    private EndpointId endpoint(BeamletStack stack, String name, String url)
            throws IOException, InterruptedException {
        assertThat(stack.beamlet("endpoint", "configure", name).exit()).isZero();
        stack.editConfig(
                name,
                text ->
                        "agent_lost_after: 20\ndata: {lines: %s}\n".formatted(home.resolve("data"))
                                + text.replaceFirst(
                                                "(?m)^heartbeat_period:.*$", "heartbeat_period: 5")
                                        .replaceFirst(
                                                "(?m)^( *)max_workers_per_node:.*$",
                                                "$1max_workers_per_node: 1\n$1prefetch_capacity: 1"));
        Files.createDirectories(home.resolve("data"));
        return stack.startEndpoint(name, Map.of("BEAMLET_URL", url));
    }

    private void partition(
            BeamletStack stack, EndpointId a, EndpointId b, CutProxy rest, CutProxy amqp)
            throws IOException, InterruptedException {
        Lines lines = new Lines(home.resolve("data/lines.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
            assertThat(stack.beamlet("endpoint-group", "create", "pair", "a", "b").exit()).isZero();
            EndpointId group = client.endpointGroups().getFirst().id();
            List<ObjectNode> calls = new ArrayList<>();
            calls.add(byName(lines.task("runs", 35)));
            for (int i = 0; i < 6; i++) {
                calls.add(byName(lines.task("waits" + i, 0)));
            }
            List<TaskId> tasks = client.submit(group, Lines.APPEND, calls);
            Await.until(
                    PATIENCE,
                    "the first runs at a",
                    () -> client.timeline(tasks.getFirst()).status().equals("running"));
            assertThat(client.timeline(tasks.getFirst()).endpointId()).isEqualTo(a.toString());

            rest.cut();
            amqp.cut();
            List<TaskId> waiting = tasks.subList(1, tasks.size());
            Await.until(PATIENCE, "b has run what waited", () -> Lines.open(client, waiting) == 0);
            Await.until(
                    PATIENCE,
                    "the first is b's",
                    () -> b.toString().equals(client.timeline(tasks.getFirst()).endpointId()));
            Await.until(
                    PATIENCE,
                    "a has run the first to its end",
                    () -> lines.counts().getOrDefault("runs", 0L) >= 1);
            rest.restore();
            amqp.restore();
            List<TaskId> fresh = client.submit(a, Lines.APPEND, List.of(lines.task("fresh", 0)));
            Await.until(PATIENCE, "a works again", () -> Lines.open(client, fresh) == 0);
            Await.until(PATIENCE, "all have ended", () -> Lines.open(client, tasks) == 0);

            assertThat(Lines.allSucceeded(client.batchStatus(tasks))).isTrue();
            Map<String, Long> counts = lines.counts();
            for (int i = 0; i < 6; i++) {
                assertThat(counts).containsEntry("waits" + i, 1L);
            }
            // The one that ran when the line was cut may have run twice; its outcome is one.
            assertThat(counts.get("runs")).isBetween(1L, 2L);
            assertThat(counts).hasSize(8);
            story(stack, tasks.getFirst());
        }
    }

    private static ObjectNode byName(ObjectNode call) {
        return call.put("path", "data://lines/lines.txt");
    }

    private static void story(BeamletStack stack, TaskId task)
            throws IOException, InterruptedException {
        Command shown = stack.beamlet("task", "show", task.toString(), "--json");
        JsonNode attempts = Json.read(shown.out()).path("attempts");
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).path("endpoint_name").asText()).isEqualTo("a");
        assertThat(attempts.get(0).path("why").asText()).contains("'a' was not heard of");
        assertThat(attempts.get(1).path("endpoint_name").asText()).isEqualTo("b");
        assertThat(stack.beamlet("task", "show", task.toString()).out())
                .contains("WHY IT WAS GIVEN UP");
    }
}
