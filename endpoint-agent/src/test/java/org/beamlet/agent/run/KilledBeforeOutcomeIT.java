package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.ResultAnswer.Kind;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.worker.artifact.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is killed when it has a large result and has not heard of its task's end yet. */
class KilledBeforeOutcomeIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";

    /** Of a function that must not run twice. */
    private static final String UNKNOWN = Payloads.pack("01\nabc");

    private static final String TEXT = "11\n\"" + "large ".repeat(20_000) + "\"";
    private static final byte[] CONTENT = TEXT.getBytes(StandardCharsets.UTF_8);
    private static final long LIMIT_NANOS = 120_000_000_000L;

    @TempDir Path home;

    private final List<Process> agents = new ArrayList<>();
    private TestBroker broker;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        Files.createDirectories(home.resolve("lab"));
        // The block is a process that does nothing, so that the test can play its manager.
        Files.writeString(
                home.resolve("lab/config.yaml"),
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 1
                  heartbeat_period: 1
                  heartbeat_threshold: 60
                  provider:
                    type: LocalProvider
                    worker_init: exec sleep 600
                """);
        startAgent();
    }

    @AfterEach
    void stop() throws Exception {
        for (Process agent : agents) {
            agent.getOutputStream().close();
            agent.waitFor();
        }
        service.close();
        broker.close();
    }

    private void startAgent() throws IOException {
        Process agent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Xmx96m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                AgentMain.class.getName(),
                                home.resolve("lab").toString(),
                                service.address().url().toString())
                        .redirectError(home.resolve("agent.err").toFile())
                        .start();
        agents.add(agent);
        BufferedReader said = agent.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("online")) {
            line = said.readLine();
        }
        assertThat(line).isEqualTo("online");
    }

    private Optional<Path> block() throws IOException {
        Path blocks = home.resolve("lab/blocks");
        if (!Files.isDirectory(blocks)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(blocks)) {
            return files.filter(file -> file.endsWith("block.json")).findFirst();
        }
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void theNextAgentHasTheResultAndNothingThatNobodyWants() throws Exception {
        await(() -> block().isPresent());
        try (FakeManager manager = new FakeManager(block().orElseThrow(), "m-1")) {
            manager.enroll().connect(List.of());
            manager.awaitWelcome();
            TaskId id = service.submit(FUNCTION, UNKNOWN);
            PlacedTask placed = manager.awaitPlaced();
            manager.started(placed);
            String hash = Hashes.of(TEXT);
            assertThat(manager.deliver(placed, hash, CONTENT))
                    .containsExactly(Kind.PROCEED, Kind.STORED, Status.Code.OK);
            Path orphan =
                    home.resolve("lab/results/%s.1.%s.result".formatted(TaskId.random(), hash));
            Files.writeString(orphan, TEXT);

            agents.getFirst().destroyForcibly().waitFor();
            startAgent();
            manager.connect(List.of(placed));
            manager.awaitWelcome();

            assertThat(orphan).doesNotExist();
            assertThat(manager.deliver(placed, hash, CONTENT))
                    .as("it need not be sent again")
                    .containsExactly(Kind.STORED, Status.Code.OK);
            manager.succeed(placed, new ResultReference(hash, CONTENT.length, null).text());
            Message.Result result = service.result();
            assertThat(result.errorDetails()).isNull();
            assertThat(result.taskId()).isEqualTo(id.value());
            assertThat(service.artifacts)
                    .containsEntry("/beamlet/v1/artifacts/%s?task=%s".formatted(hash, id), TEXT);
            await(() -> {
                try (Stream<Path> left = Files.list(home.resolve("lab/results"))) {
                    return left.findAny().isEmpty();
                }
            });
        }
    }
}
