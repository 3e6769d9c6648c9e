package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole agent between a real broker and a node manager that is played. */
class AgentIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final String NOOP = new FunctionCode("diagnostics.noop", "1.0.0").packed();
    private static final String UNKNOWN = Payloads.pack("01\nabc");

    @TempDir Path home;

    private final FakeProvider provider = new FakeProvider();
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestBroker broker;
    private TestService service;
    private Agent agent;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        agent = agent("");
        agent.start();
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

    private Agent agent(String settings) throws Exception {
        Path path = Files.createDirectories(home.resolve("lab"));
        EndpointFolder folder = new EndpointFolder(path, new EndpointName("lab"));
        ServiceClient client = new ServiceClient(service.address(), Duration.ofSeconds(20));
        open.add(client);
        var config =
                ConfigReader.parse(
                        """
                        %s
                        heartbeat_period: 5
                        engine:
                          type: GlobusComputeEngine
                          max_workers_per_node: 2
                          prefetch_capacity: 1
                          heartbeat_period: 1
                          heartbeat_threshold: 60
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

    private void restart(String settings) throws Exception {
        agent.stop();
        agent = agent(settings);
        agent.start();
    }

    private FakeManager manager() throws Exception {
        return manager(provider.awaitBlock());
    }

    private FakeManager manager(Path blockFile) throws Exception {
        FakeManager manager = new FakeManager(blockFile, "m-" + open.size());
        open.add(manager);
        return manager.enroll().connect(List.of());
    }

    private static Message.ErrorDetails error(Message.Result result) {
        return Objects.requireNonNull(result.errorDetails());
    }

    @Test
    void aTaskGoesToAManagerAndItsOutcomeToTheService() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);

        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);
        manager.succeed(placed, "11\n42");
        Message.Result result = service.result();

        assertThat(placed.getTaskId()).isEqualTo(id.toString());
        assertThat(placed.getAttempt()).isEqualTo(1);
        assertThat(placed.getFunctionId()).isEqualTo(FUNCTION);
        assertThat(placed.getTaskBuffer()).isEqualTo(NOOP);
        assertThat(placed.getResultSerializersList()).containsExactly("a.B");
        assertThat(result.taskId()).isEqualTo(id.value());
        assertThat(result.data()).isEqualTo("11\n42");
        assertThat(result.errorDetails()).isNull();
        assertThat(result.taskStatuses())
                .map(Message.Transition::state)
                .endsWith(WireState.EXECUTION_START, WireState.EXECUTION_END);
        assertThat(manager.awaitReceived()).isEqualTo(id.toString());
        assertThat(service.waitingResults()).isZero();
    }

    @Test
    void aFailureTravelsWithItsCodeAndItsTrace() throws Exception {
        FakeManager manager = manager();
        service.submit(FUNCTION, NOOP);

        manager.fail(manager.awaitPlaced(), "INPUT_NOT_FOUND", "no file; give one", "trace");
        Message.Result result = service.result();

        assertThat(result.data()).isEqualTo("trace");
        assertThat(error(result))
                .isEqualTo(new Message.ErrorDetails("INPUT_NOT_FOUND", "no file; give one"));
    }

    @Test
    void tasksKeepTheirOrderAndNoMoreThanSlotsAndPrefetchAreTaken() throws Exception {
        List<TaskId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(service.submit(FUNCTION, NOOP));
        }
        FakeManager manager = manager();
        List<String> order = new ArrayList<>();
        List<PlacedTask> first =
                List.of(manager.awaitPlaced(), manager.awaitPlaced(), manager.awaitPlaced());

        assertThat(manager.nothingPlacedFor(Duration.ofMillis(300))).isTrue();
        for (PlacedTask task : first) {
            order.add(task.getTaskId());
            manager.succeed(task, "11\n1");
        }
        for (int i = 0; i < 2; i++) {
            PlacedTask task = manager.awaitPlaced();
            order.add(task.getTaskId());
            manager.succeed(task, "11\n1");
        }

        assertThat(order).isEqualTo(ids.stream().map(TaskId::toString).toList());
        assertThat(service.results(5))
                .map(Message.Result::taskId)
                .containsExactlyInAnyOrderElementsOf(ids.stream().map(TaskId::value).toList());
    }

    @Test
    void anIdempotentTaskIsPlacedTwiceMoreAndThenFailsWithWhatHappened() throws Exception {
        FakeManager manager = manager();
        service.submit(FUNCTION, NOOP);

        for (int attempt = 1; attempt <= 3; attempt++) {
            PlacedTask placed = manager.awaitPlaced();
            assertThat(placed.getAttempt()).isEqualTo(attempt);
            manager.lose(placed, "was killed by signal 9");
        }
        Message.ErrorDetails error = error(service.result());

        assertThat(error.code()).isEqualTo("TASK_LOST");
        assertThat(error.userMessage())
                .contains("3 times", "w1", "node1", "was killed by signal 9", "last words")
                .contains("max_retries_on_system_failure");
    }

    @Test
    void aTaskOfAnUnknownFunctionIsNotPlacedAgain() throws Exception {
        FakeManager manager = manager();
        service.submit(FUNCTION, UNKNOWN);

        manager.lose(manager.awaitPlaced(), "ended with status 1");

        assertThat(error(service.result()).code()).isEqualTo("TASK_LOST");
    }

    @Test
    void aFunctionThatIsNotAllowedIsRefusedWithAnOutcome() throws Exception {
        restart("allowed_functions: [11111111-2222-4333-8444-555555555555]");
        service.submit(FUNCTION, NOOP);

        Message.ErrorDetails error = error(service.result());

        assertThat(error.code()).isEqualTo("FUNCTION_NOT_ALLOWED");
        assertThat(error.userMessage()).contains(FUNCTION, "allowed_functions");
    }

    @Test
    void aBrokenStreamCostsNothingWhereTheManagerComesBack() throws Exception {
        Path block = provider.awaitBlock();
        FakeManager manager = manager(block);
        TaskId kept = service.submit(FUNCTION, UNKNOWN);
        TaskId dropped = service.submit(FUNCTION, UNKNOWN);
        PlacedTask first = manager.awaitPlaced();
        manager.awaitPlaced();

        manager.disconnect();
        manager.connect(List.of(first));
        PlacedTask again = manager.awaitPlaced();
        manager.succeed(first, "11\n1");
        manager.succeed(again, "11\n2");

        assertThat(first.getTaskId()).isEqualTo(kept.toString());
        assertThat(again.getTaskId()).isEqualTo(dropped.toString());
        assertThat(again.getAttempt()).isEqualTo(2);
        assertThat(service.results(2)).allMatch(result -> result.errorDetails() == null);
    }

    @Test
    void aBlockThatDiesIsReplacedAndItsStartedTasksAreLost() throws Exception {
        FakeManager manager = manager();
        service.submit(FUNCTION, UNKNOWN);
        service.submit(FUNCTION, NOOP);
        manager.started(manager.awaitPlaced());
        manager.started(manager.awaitPlaced());
        awaitRunning(2);

        provider.end(new JobStatus(JobState.FAILED, java.util.OptionalInt.of(137), "killed"));
        Message.ErrorDetails error = error(service.result());
        manager.disconnect();
        FakeManager next = manager();
        PlacedTask again = next.awaitPlaced();
        next.succeed(again, "11\n1");

        assertThat(error.code()).isEqualTo("TASK_LOST");
        assertThat(error.userMessage()).contains("block-1-", "failed (killed)");
        assertThat(again.getAttempt()).isEqualTo(2);
        assertThat(service.result().errorDetails()).isNull();
    }

    private void awaitRunning(int count) throws Exception {
        int running = 0;
        while (running < count) {
            var statuses = service.report().taskStatuses();
            running +=
                    (int)
                            Objects.requireNonNull(statuses).values().stream()
                                    .flatMap(List::stream)
                                    .filter(step -> step.state() == WireState.RUNNING)
                                    .count();
        }
    }

    @Test
    void aStoppedAgentPlacesItsTasksAgainWhenItStarts() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, UNKNOWN);
        manager.started(manager.awaitPlaced());

        restart("");
        FakeManager next = manager();
        PlacedTask again = next.awaitPlaced();
        next.succeed(again, "11\n1");

        assertThat(again.getTaskId()).isEqualTo(id.toString());
        assertThat(again.getAttempt()).isEqualTo(2);
        assertThat(service.result().errorDetails()).isNull();
    }

    @Test
    void whatTheServiceNoLongerWantsIsForgotten() throws Exception {
        FakeManager manager = manager();
        TaskId stale = service.submit(FUNCTION, UNKNOWN);
        TaskId wanted = service.submit(FUNCTION, UNKNOWN);
        manager.awaitPlaced();
        manager.awaitPlaced();
        service.stale.add(stale.toString());

        restart("");
        FakeManager next = manager();

        assertThat(next.awaitPlaced().getTaskId()).isEqualTo(wanted.toString());
        assertThat(next.nothingPlacedFor(Duration.ofMillis(300))).isTrue();
    }

    @Test
    void reportsSayThatTheEndpointIsThereAndThatItLeaves() throws Exception {
        Message.StatusReport first = service.report();
        agent.stop();
        Message.StatusReport last = first;
        while (Boolean.TRUE.equals(last.globalState().get("active"))) {
            last = service.report();
        }

        assertThat(first.endpointId()).isEqualTo(service.endpoint.value());
        assertThat(first.globalState())
                .containsEntry("active", true)
                .containsEntry("heartbeat_period", 5)
                .containsKeys("total_workers", "idle_workers", "pending_tasks", "managers");
        assertThat(last.globalState()).containsEntry("active", false);
        agent = agent("");
    }

    @Test
    void aBrokerThatComesBackFindsTheAgentAgain() throws Exception {
        FakeManager manager = manager();
        broker = broker.restarted();
        service.reconnect();

        service.submit(FUNCTION, NOOP);
        manager.succeed(manager.awaitPlaced(), "11\n1");

        assertThat(service.result().data()).isEqualTo("11\n1");
    }

    @Test
    void onlyTheSecretOfALiveBlockEnrolsAndOnlyOnce() throws Exception {
        Path block = provider.awaitBlock();
        FakeManager stranger = new FakeManager(block, "s");

        assertThatThrownBy(() -> stranger.enroll("guess"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("PERMISSION_DENIED");
        stranger.enroll();
        assertThatThrownBy(stranger::enroll).hasMessageContaining("enrolled before");
    }

    @Test
    void theConnectionThatEnrolledNeedsNoCertificate() throws Exception {
        FakeManager manager = new FakeManager(provider.awaitBlock(), "m");
        open.add(manager);
        manager.enrollAndConnect();

        service.submit(FUNCTION, NOOP);
        manager.succeed(manager.awaitPlaced(), "11\n1");

        assertThat(service.result().data()).isEqualTo("11\n1");
    }

    @Test
    void aConnectionWhoseEnrolmentWasRefusedOpensNoSession() throws Exception {
        FakeManager stranger = new FakeManager(provider.awaitBlock(), "s");
        open.add(stranger);

        assertThat(stranger.connectAfterRefusal().awaitBroken())
                .hasMessageContaining("UNAUTHENTICATED");
    }

    @Test
    void aSessionNeedsTheCertificateOfItsBlock() throws Exception {
        Path block = provider.awaitBlock();
        FakeManager without = new FakeManager(block, "w");
        open.add(without);
        without.connect(List.of());
        FakeManager other = new FakeManager(block, "o");
        open.add(other);
        other.enroll().connect("block-of-somebody-else", List.of());

        assertThat(without.awaitBroken()).hasMessageContaining("UNAUTHENTICATED");
        assertThat(other.awaitBroken()).hasMessageContaining("PERMISSION_DENIED");
    }
}
