package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.Payloads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service that sends what it should not: the agent answers with a refusal and runs nothing. */
class AgentAccessIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String CODE = Payloads.pack("st\nf:def f(): return 1");
    private static final String OTHER = Payloads.pack("st\nf:import os");
    private static final String ARGUMENTS = Payloads.pack("11\n[]", "11\n{}");

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

    private Agent agent(String settings, boolean othersAsMe) throws Exception {
        Path path = Files.createDirectories(home.resolve("lab"));
        EndpointFolder folder = new EndpointFolder(path, new EndpointName("lab"));
        EndpointConfig config =
                ConfigReader.parse(
                        settings
                                + """

                                heartbeat_period: 5
                                engine:
                                  type: GlobusComputeEngine
                                  max_workers_per_node: 2
                                  provider:
                                    type: LocalProvider
                                """,
                        "config.yaml");
        Agent agent =
                new Agent(
                        folder,
                        config,
                        new Registrar(client, folder, config, othersAsMe),
                        provider,
                        new NodeCommand(Path.of("java"), "x"));
        agent.start();
        return agent;
    }

    private String refusal() throws Exception {
        Message.Result result = service.result();
        return Objects.requireNonNull(result.errorDetails()).code();
    }

    @Test
    void aTaskOfSomebodyElseIsRefusedAndTheOwnersIsPlaced() throws Exception {
        Agent agent = agent("", false);
        FakeManager manager = new FakeManager(provider.awaitBlock(), "m");
        manager.enroll().connect(List.of());

        service.submit(TaskId.random(), FUNCTION, CODE + ARGUMENTS, UUID.randomUUID().toString());
        assertThat(refusal()).isEqualTo("ENDPOINT_ACCESS_FORBIDDEN");
        TaskId own = service.submit(FUNCTION, CODE + ARGUMENTS);
        assertThat(manager.awaitPlaced().getTaskId()).isEqualTo(own.toString());

        manager.close();
        agent.stop();
    }

    @Test
    void whoeverAgreesRunsOthersTasksAndTheHeartbeatSaysSo() throws Exception {
        Agent agent = agent("", true);
        FakeManager manager = new FakeManager(provider.awaitBlock(), "m");
        manager.enroll().connect(List.of());
        TaskId foreign = TaskId.random();

        service.submit(foreign, FUNCTION, CODE + ARGUMENTS, UUID.randomUUID().toString());

        assertThat(manager.awaitPlaced().getTaskId()).isEqualTo(foreign.toString());
        assertThat(service.report().globalState()).containsEntry("run_others_as_me", true);
        manager.close();
        agent.stop();
    }

    @Test
    void otherCodeUnderAnAllowedAndPinnedIdIsRefused() throws Exception {
        Agent agent =
                agent(
                        "allowed_functions: ['%s@%s']".formatted(FUNCTION, Bundles.sha256(CODE)),
                        false);
        FakeManager manager = new FakeManager(provider.awaitBlock(), "m");
        manager.enroll().connect(List.of());

        service.submit(FUNCTION, OTHER + ARGUMENTS);
        assertThat(refusal()).isEqualTo("FUNCTION_NOT_ALLOWED");
        TaskId pinned = service.submit(FUNCTION, CODE + ARGUMENTS);
        assertThat(manager.awaitPlaced().getTaskId()).isEqualTo(pinned.toString());

        manager.close();
        agent.stop();
    }

    @Test
    void anEndpointStaysWithTheOwnerWhoRegisteredItFirst() throws Exception {
        agent("", false).stop();
        String kept = Files.readString(home.resolve("lab").resolve("endpoint.json"));
        assertThat(kept).contains(service.owner.toString());

        service.close();
        service = new TestService(broker, service.endpoint);
        try (ServiceClient other = new ServiceClient(service.address(), Duration.ofSeconds(20))) {
            client.close();
            client = other;
            assertThatThrownBy(() -> agent("", false))
                    .hasMessageContaining("belongs to user")
                    .hasMessageContaining("token");
        }
        client = new ServiceClient(service.address(), Duration.ofSeconds(20));
    }
}
