package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.protocol.audit.AuditFile;
import org.beamlet.protocol.audit.ChainCheck;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.FunctionCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent keeps of who used how much for what. */
class AgentAccountsIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String NOOP = new FunctionCode("diagnostics.noop", "1.0.0").packed();

    @TempDir Path home;

    private final FakeProvider provider = new FakeProvider();
    private TestBroker broker;
    private TestService service;
    private ServiceClient client;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        client = new ServiceClient(service.address(), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        service.close();
        broker.close();
    }

    private Agent agent(String settings) throws Exception {
        Path path = Files.createDirectories(home.resolve("lab"));
        EndpointFolder folder = new EndpointFolder(path, new EndpointName("lab"));
        var config =
                ConfigReader.parse(
                        """
                        %s
                        heartbeat_period: 5
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 2
                          provider:
                            type: LocalProvider
                        """
                                .formatted(settings),
                        "config.yaml");
        return new Agent(
                folder,
                config,
                new Registrar(client, folder, config),
                provider,
                new NodeCommand(Path.of("java"), "x"));
    }

    @Test
    void tasksBlocksAndRefusalsAreWrittenDown() throws Exception {
        Path file = home.resolve("audit.jsonl");
        Agent agent = agent("audit_log_path: " + file);
        agent.start();
        TaskId done = service.submit(FUNCTION, NOOP);
        try (FakeManager manager = new FakeManager(provider.awaitBlock(), "m-1")) {
            manager.enroll().connect(List.of());
            PlacedTask placed = manager.awaitPlaced();
            manager.started(placed);
            manager.succeed(placed, "11\n42");
            var _ = service.result();
            assertThatThrownBy(() -> manager.enroll("a guess"))
                    .hasMessageContaining("PERMISSION_DENIED");
        }
        agent.stop();

        Agent careful =
                agent(
                        """
                        audit_log_path: %s
                        allowed_functions: [8d3ff91c-73a2-4a5c-9c86-4f1b1d2e3f40]
                        """
                                .formatted(file));
        careful.start();
        TaskId refused = service.submit(FUNCTION, NOOP);
        var _ = service.result();
        careful.stop();

        List<JsonNode> entries = Files.readAllLines(file).stream().map(Json::read).toList();
        assertThat(entries)
                .extracting(entry -> entry.path("action").asText())
                .contains("agent began", "block", "task", "task ended");
        assertThat(entries)
                .anySatisfy(entry -> {
                    assertThat(entry.path("action").asText()).isEqualTo("task");
                    assertThat(entry.path("task").asText()).isEqualTo(done.toString());
                    assertThat(entry.path("verdict").asText()).isEqualTo("allowed");
                    assertThat(entry.path("user").asText()).isNotEmpty();
                })
                .anySatisfy(entry -> {
                    assertThat(entry.path("action").asText()).isEqualTo("task ended");
                    assertThat(entry.path("task").asText()).isEqualTo(done.toString());
                    assertThat(entry.path("verdict").asText()).isEqualTo("done");
                    assertThat(entry.path("block").asText()).startsWith("block-1-");
                    assertThat(entry.path("job").asText()).isNotEmpty();
                })
                .anySatisfy(entry -> {
                    assertThat(entry.path("task").asText()).isEqualTo(refused.toString());
                    assertThat(entry.path("verdict").asText()).isEqualTo("refused");
                    assertThat(entry.path("code").asText()).isEqualTo("FUNCTION_NOT_ALLOWED");
                })
                .anySatisfy(entry -> {
                    assertThat(entry.path("action").asText()).isEqualTo("connect as a node");
                    assertThat(entry.path("client").asText()).isEqualTo("127.0.0.1");
                    assertThat(entry.path("verdict").asText()).isEqualTo("refused");
                    assertThat(entry.path("why").asText()).contains("wrong secret");
                })
                .anySatisfy(entry -> {
                    assertThat(entry.path("action").asText()).isEqualTo("block");
                    assertThat(entry.path("verdict").asText()).isEqualTo("asked for");
                    assertThat(entry.path("job").asText()).isNotEmpty();
                });
        assertThat(ChainCheck.ofFiles(AuditFile.all(file)))
                .isInstanceOf(ChainCheck.Verdict.Whole.class);
    }

    @Test
    void aUserWhoUsedUpTheirsIsToldSo() throws Exception {
        Files.createDirectories(home.resolve("lab"));
        YearMonth now = YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC));
        Files.writeString(
                home.resolve("lab/usage.json"),
                "{\"months\":{\"%s\":{\"users\":{\"%s\":{\"tasks\":3,\"node_seconds\":7300.0}}}},\"blocks\":{}}"
                        .formatted(now, service.owner));
        Agent agent = agent("node_hours_per_user: 2");
        agent.start();
        var _ = service.submit(FUNCTION, NOOP);
        Message.ErrorDetails error = Objects.requireNonNull(service.result().errorDetails());
        agent.stop();
        assertThat(error.code()).isEqualTo("QUOTA_EXCEEDED");
        assertThat(error.userMessage())
                .contains(service.owner.toString(), "2.0 of 2.0 node-hours", "ask its owner");
    }

    @Test
    void aBudgetThatIsUsedUpStopsScalingAndSaysSo() throws Exception {
        Files.createDirectories(home.resolve("lab"));
        YearMonth now = YearMonth.from(Instant.now().atOffset(ZoneOffset.UTC));
        Files.writeString(
                home.resolve("lab/usage.json"),
                "{\"months\":{\"%s\":{\"projects\":{\"\":3700.0},\"users\":{}}},\"blocks\":{}}"
                        .formatted(now));
        Agent agent = agent("node_hours_budget: 1");
        agent.start();
        var _ = service.submit(FUNCTION, NOOP);
        String warnings = "";
        for (int i = 0; i < 100 && !warnings.contains("node_hours_budget"); i++) {
            Thread.sleep(100);
            warnings = agent.control().answer(new DoorRequest.Status()).path("warnings").toString();
        }
        assertThat(warnings).contains("1.0 of 1.0 node-hours were used in " + now);
        assertThat(agent.control().answer(new DoorRequest.Status()).path("blocks")).isEmpty();
        agent.stop();
    }
}
