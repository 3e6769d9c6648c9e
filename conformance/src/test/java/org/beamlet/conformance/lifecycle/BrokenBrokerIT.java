package org.beamlet.conformance.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.client.BeamletClient;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A thousand tasks that must not be repeated, while what carries them is destroyed. */
@Tag("lifecycle")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokenBrokerIT {
    private static final int MANY = 1000;

    @SuppressWarnings("NullAway.Init")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private BeamletStack stack;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException, InterruptedException {
        home = folder;
        stack = new BeamletStack(folder);
        stack.with("BEAMLET_SWEEP_EVERY", "2S");
        stack.startCloud();
        stack.configureEndpoint(2);
        stack.editConfig(
                "bench",
                text -> text.replaceFirst("(?m)^heartbeat_period:.*$", "heartbeat_period: 5"));
        stack.startAgent();
        try (BeamletClient client = stack.client()) {
            Lines.register(client, false);
        }
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void aDeletedQueueLosesNoTaskAndRepeatsNone() throws IOException, InterruptedException {
        everyTaskRunsOnce(
                "queue",
                () -> {
                    try (EmbeddedBroker broker = EmbeddedBroker.start(brokerFolder(), 0)) {
                        broker.deleteEndpoint(stack.endpoint());
                    }
                });
    }

    @Test
    void aBrokerThatLostItsDiskLosesNoTaskAndRepeatsNone()
            throws IOException, InterruptedException {
        everyTaskRunsOnce("disk", () -> delete(brokerFolder()));
    }

    @Test
    void aSecondAgentOfTheEndpointIsRefusedByName() throws IOException, InterruptedException {
        Path copy = home.resolve("copy/endpoints/bench");
        Files.createDirectories(copy);
        for (String file : List.of("config.yaml", "endpoint.json")) {
            Files.copy(stack.endpointFolder().resolve(file), copy.resolve(file));
        }
        Command second =
                Command.run(
                        stack.environment(Map.of("BEAMLET_HOME", home.resolve("copy").toString())),
                        Duration.ofSeconds(60),
                        "endpoint",
                        "start",
                        "bench");

        assertThat(second.exit()).isNotZero();
        assertThat(second.err())
                .contains("serves on ")
                .contains(stack.endpointFolder().toString())
                .contains("endpoint stop");
        Lines lines = new Lines(home.resolve("second.txt"));
        try (BeamletClient client = stack.client()) {
            List<TaskId> tasks =
                    client.submit(stack.endpoint(), Lines.APPEND, List.of(lines.task("x", 0)));
            awaitEnd(client, tasks);
        }
        assertThat(lines.counts()).containsExactly(Map.entry("x", 1L));
    }

    private interface Damage {
        void done() throws IOException;
    }

    private void everyTaskRunsOnce(String name, Damage damage)
            throws IOException, InterruptedException {
        Lines lines = new Lines(home.resolve(name + ".txt"));
        try (BeamletClient client = stack.client()) {
            List<ObjectNode> calls = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                calls.add(lines.task(name + i, 0.005));
            }
            List<TaskId> tasks = client.submit(stack.endpoint(), Lines.APPEND, calls);
            Await.until(Duration.ofMinutes(1), "some have run", () -> Files.exists(lines.file()));
            stack.stopCloud();
            damage.done();
            stack.startCloud();
            awaitEnd(client, tasks);

            Map<TaskId, TaskDocument> documents = client.batchStatus(tasks);
            assertThat(Lines.allSucceeded(documents)).as("all succeeded").isTrue();
            assertThat(documents).hasSize(MANY);
        }
        assertThat(lines.counts()).hasSize(MANY);
        assertThat(lines.counts().values()).containsOnly(1L);
    }

    private static void awaitEnd(BeamletClient client, List<TaskId> tasks)
            throws InterruptedException {
        Await.until(Duration.ofMinutes(3), "all have ended", () -> Lines.open(client, tasks) == 0);
    }

    private Path brokerFolder() {
        return home.resolve("cloud/broker");
    }

    private static void delete(Path folder) throws IOException {
        List<Path> inside;
        try (Stream<Path> tree = Files.walk(folder)) {
            inside = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : inside) {
            Files.delete(path);
        }
    }
}
