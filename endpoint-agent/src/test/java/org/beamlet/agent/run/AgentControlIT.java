package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.door.DoorRequest;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.agent.snapshot.AgentPhase;
import org.beamlet.agent.snapshot.AgentSnapshot;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.payload.FunctionCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is asked at the door, of an agent between a real broker and played node managers. */
class AgentControlIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String NOOP = new FunctionCode("diagnostics.noop", "1.0.0").packed();

    @TempDir Path home;

    private final FakeProvider provider = new FakeProvider();
    private TestBroker broker;
    private TestService service;
    private ServiceClient client;
    private Agent agent;
    private AgentControl control;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        Path path = Files.createDirectories(home.resolve("lab"));
        EndpointFolder folder = new EndpointFolder(path, new EndpointName("lab"));
        client = new ServiceClient(service.address(), Duration.ofSeconds(20));
        var config =
                ConfigReader.parse(
                        """
                        heartbeat_period: 5
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 1
                          prefetch_capacity: 1
                          provider:
                            type: LocalProvider
                            init_blocks: 1
                            max_blocks: 3
                        """,
                        "config.yaml");
        agent =
                new Agent(
                        folder,
                        config,
                        new Registrar(client, folder, config),
                        provider,
                        new NodeCommand(Path.of("java"), "x"));
        control = agent.control();
        assertThat(control.snapshot().phase()).isEqualTo(AgentPhase.STARTING);
        agent.start();
    }

    @AfterEach
    void stop() throws Exception {
        agent.stop();
        client.close();
        service.close();
        broker.close();
    }

    private AgentSnapshot ask(DoorRequest request) {
        return Json.convert(control.answer(request), AgentSnapshot.class);
    }

    private AgentSnapshot await(Predicate<AgentSnapshot> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        AgentSnapshot now = control.snapshot();
        while (!condition.test(now)) {
            assertThat(System.nanoTime()).as(now.toString()).isLessThan(deadline);
            Thread.sleep(20);
            now = control.snapshot();
        }
        return now;
    }

    @Test
    void aDrainedEndpointFinishesWhatItHasAndLeavesTheRestInItsQueue() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        control.whenDrained(ended::countDown);
        try (FakeManager manager =
                new FakeManager(provider.awaitBlock(), "m-1").enroll().connect(List.of())) {
            TaskId first = service.submit(FUNCTION, NOOP);
            PlacedTask placed = manager.awaitPlaced();
            manager.started(placed);
            AgentSnapshot running = await(now -> now.tasks().running() == 1);
            assertThat(running.phase()).isEqualTo(AgentPhase.RUNNING);
            assertThat(running.slots()).isEqualTo(new AgentSnapshot.Slots(1, 1, 0));
            assertThat(running.endpointId()).isEqualTo(service.endpoint.toString());
            assertThat(running.broker()).startsWith("amqp://").doesNotContain("@");
            assertThat(running.managers()).singleElement().matches(one -> one.busy() == 1);
            assertThat(control.metrics()).contains("beamlet_agent_slots", "state=\"busy\"} 1\n");

            assertThat(ask(new DoorRequest.Drain(false)).phase()).isEqualTo(AgentPhase.DRAINING);
            service.submit(FUNCTION, NOOP);
            manager.succeed(placed, "11\n1");
            assertThat(service.result().taskId()).isEqualTo(first.value());

            AgentSnapshot drained = await(now -> now.phase() == AgentPhase.DRAINED);
            assertThat(drained.tasks().accepted()).isEqualTo(1);
            assertThat(await(now -> now.blocks().isEmpty()).slots().total()).isZero();
            assertThatThrownBy(() -> control.answer(new DoorRequest.Scale(1)))
                    .hasMessageContaining("is drained");
            assertThat(ended.getCount()).isEqualTo(1);
        }

        var _ = control.answer(new DoorRequest.Resume());
        assertThat(await(now -> now.tasks().accepted() == 2).phase()).isEqualTo(AgentPhase.RUNNING);
        try (FakeManager next =
                new FakeManager(provider.awaitBlock(), "m-2").enroll().connect(List.of())) {
            PlacedTask placed = next.awaitPlaced();
            next.started(placed);
            var _ = control.answer(new DoorRequest.Drain(true));
            next.succeed(placed, "11\n2");
            assertThat(service.result().data()).isEqualTo("11\n2");
            assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void blocksAreHeldBeforeThereAreTasksAndGivenBack() throws Exception {
        Path kept = provider.awaitBlock();
        var _ = control.answer(new DoorRequest.Scale(3));
        Path idle = provider.awaitBlock();
        Path pending = provider.awaitBlock();
        AgentSnapshot held =
                await(now ->
                        now.blocks().stream().filter(b -> b.state().equals("running")).count()
                                == 3);
        assertThat(held.scale()).isEqualTo(new AgentSnapshot.Scale(3, 0, 3));
        assertThat(held.blocks()).allMatch(block -> block.nodes() == 1);

        assertThatThrownBy(() -> control.answer(new DoorRequest.Scale(4)))
                .hasMessageContaining("4 blocks are more than max_blocks, which is 3");

        try (FakeManager busy = new FakeManager(pending, "m-1").enroll().connect(List.of())) {
            service.submit(FUNCTION, NOOP);
            PlacedTask placed = busy.awaitPlaced();
            try (FakeManager _ = new FakeManager(idle, "m-2").enroll().connect(List.of())) {
                await(now -> now.slots().total() == 2);
                var _ = control.answer(new DoorRequest.Scale(0));
                AgentSnapshot left = await(now -> now.blocks().size() == 1);
                // The youngest goes first, but not with a task.
                assertThat(left.blocks().getFirst().id())
                        .isEqualTo(Json.read(Files.readString(pending)).path("block_id").asText());
            }
            busy.succeed(placed, "11\n1");
            assertThat(service.result().data()).isEqualTo("11\n1");
        }
        assertThat(kept.resolveSibling("ended")).content().contains("given back");
    }
}
