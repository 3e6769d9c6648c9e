package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.node.wire.ArtifactRefusal;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.ResultAnswer.Kind;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.worker.artifact.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large results that node managers, played here, bring to a whole agent. */
class BroughtResultsIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String NOOP = new FunctionCode("diagnostics.noop", "1.0.0").packed();
    private static final String TEXT = "11\n\"" + "large ".repeat(20_000) + "\"";
    private static final byte[] CONTENT = TEXT.getBytes(StandardCharsets.UTF_8);
    private static final String HASH = Hashes.of(TEXT);

    @TempDir Path home;

    private final FakeProvider provider = new FakeProvider();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestBroker broker;
    private TestService service;
    private Agent agent;
    private Path block;
    private FakeManager manager;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        agent = agent();
        agent.start();
        block = provider.awaitBlock();
        manager = manager("m-1", "node1").connect(List.of());
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
        agent.stop();
        service.close();
        broker.close();
    }

    private Agent agent() throws Exception {
        Path path = Files.createDirectories(home.resolve("lab"));
        EndpointFolder folder = new EndpointFolder(path, new EndpointName("lab"));
        ServiceClient client = new ServiceClient(service.address(), Duration.ofSeconds(20));
        open.add(client);
        var config =
                ConfigReader.parse(
                        """
                        heartbeat_period: 5
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 2
                          prefetch_capacity: 1
                          heartbeat_period: 1
                          heartbeat_threshold: 60
                          provider:
                            type: LocalProvider
                        """,
                        "config.yaml");
        return new Agent(
                folder,
                config,
                new Registrar(client, folder, config),
                provider,
                new NodeCommand(Path.of("java"), "x"));
    }

    private FakeManager manager(String id, String node) throws Exception {
        FakeManager fresh = new FakeManager(block, id, node);
        open.add(fresh);
        return fresh.enroll();
    }

    private static String told(String hash) {
        return new ResultReference(hash, CONTENT.length, null).text();
    }

    private List<Path> spooled() throws IOException {
        Path folder = home.resolve("lab/results");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private void awaitEmptySpool() throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!spooled().isEmpty()) {
            assertThat(System.nanoTime()).as("%s", spooled()).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    private void assertSent(TaskId id, Message.Result result) {
        assertThat(result.errorDetails()).isNull();
        assertThat(result.taskId()).isEqualTo(id.value());
        assertThat(result.data()).isEqualTo(told(HASH));
        assertThat(service.artifacts)
                .containsExactly(
                        Map.entry("/beamlet/v1/artifacts/%s?task=%s".formatted(HASH, id), TEXT));
    }

    @Test
    void aResultThatWasBroughtIsSentAndThenDeleted() throws Exception {
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();

        assertThat(manager.deliver(placed, HASH, CONTENT))
                .containsExactly(Kind.PROCEED, Kind.STORED, Status.Code.OK);
        assertThat(spooled()).hasSize(1);
        manager.succeed(placed, told(HASH));

        assertSent(id, service.result());
        assertThat(manager.awaitReceived()).isEqualTo(id.toString());
        awaitEmptySpool();
        assertThat(manager.deliver(placed, HASH, CONTENT))
                .as("it has ended")
                .containsExactly(Kind.UNWANTED, Status.Code.OK);
    }

    @Test
    void nobodyBringsAnothersResults() throws Exception {
        service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        FakeManager other = manager("m-2", "node2").connect(List.of());

        assertThat(other.deliver(placed, HASH, CONTENT))
                .containsExactly(Kind.UNWANTED, Status.Code.OK);
        PlacedTask earlier = placed.toBuilder().setAttempt(placed.getAttempt() - 1).build();
        assertThat(manager.deliver(earlier, HASH, CONTENT).getFirst())
                .isInstanceOf(ArtifactRefusal.class);
        FakeManager stranger = new FakeManager(block, "m-3");
        open.add(stranger);
        stranger.connectAfterRefusal();
        assertThat(stranger.deliver(placed, HASH, CONTENT))
                .containsExactly(Status.Code.PERMISSION_DENIED);
        assertThat(spooled()).isEmpty();
    }

    @Test
    void otherBytesAreRefusedInWords() throws Exception {
        service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();

        List<Object> answers = manager.deliver(placed, "0".repeat(64), CONTENT);

        assertThat(answers).hasSize(3).startsWith(Kind.PROCEED);
        assertThat(answers.get(1))
                .isInstanceOfSatisfying(
                        ArtifactRefusal.class,
                        refusal -> assertThat(refusal.getWhat()).contains(HASH));
        assertThat(spooled()).isEmpty();
    }

    /** It was brought to an agent of which this one has the journal and not the disk. */
    @Test
    void aTaskWhoseResultIsNotThereRunsAgain() throws Exception {
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);

        manager.succeed(placed, told(HASH));

        assertThat(manager.awaitReceived()).isEqualTo(id.toString());
        PlacedTask again = manager.awaitPlaced();
        assertThat(again.getTaskId()).isEqualTo(id.toString());
        assertThat(again.getAttempt()).isEqualTo(placed.getAttempt() + 1);
        assertThat(manager.deliver(again, HASH, CONTENT)).contains(Kind.STORED);
        manager.succeed(again, told(HASH));
        assertSent(id, service.result());
    }

    @Test
    void managersOfAnEarlierVersionLeaveResultsInTheSharedFolder() throws Exception {
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        Path file =
                Files.createDirectories(home.resolve("lab/tasks_working_dir/block/node1"))
                        .resolve(id + ".1.result");
        Files.writeString(file, TEXT);

        manager.succeed(placed, new ResultReference(HASH, CONTENT.length, file.toString()).text());

        assertSent(id, service.result());
        assertThat(spooled()).isEmpty();
    }
}
