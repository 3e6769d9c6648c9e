package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.registration.ServiceClient;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the agent does with cancelled tasks, and with what running ones tell. */
class CancelledTaskIT {
    private static final String FUNCTION = "28604f69-7e72-522c-8910-c57494f2b7cd";
    private static final String NOOP =
            new FunctionCode("diagnostics.noop", "1.0.0").packed()
                    + Payloads.pack("11\n[]", "11\n{}");

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
        agent = agent();
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
                          max_workers_per_node: 1
                          heartbeat_period: 1
                          heartbeat_threshold: 60
                          max_retries_on_system_failure: 3
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

    private FakeManager manager() throws Exception {
        FakeManager manager = new FakeManager(provider.awaitBlock(), "m-" + open.size());
        open.add(manager);
        return manager.enroll().connect(List.of());
    }

    private Message.ErrorDetails error(TaskId expected) throws Exception {
        Message.Result result = service.result();
        assertThat(result.taskId()).isEqualTo(expected.value());
        return Objects.requireNonNull(result.errorDetails());
    }

    @Test
    void aRunningTaskIsCancelledAtItsManager() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);

        service.cancel(id);

        assertThat(manager.awaitCancelled()).isEqualTo(id.toString());
        manager.fail(placed, "TASK_CANCELLED", "cancelled while it ran", "");
        assertThat(error(id).code()).isEqualTo("TASK_CANCELLED");
    }

    @Test
    void aWaitingTaskIsNeverPlaced() throws Exception {
        TaskId first = service.submit(FUNCTION, NOOP);
        TaskId second = service.submit(FUNCTION, NOOP);
        Path block = provider.awaitBlock();

        service.cancel(first);

        assertThat(error(first).code()).isEqualTo("TASK_CANCELLED");
        FakeManager manager = new FakeManager(block, "late");
        open.add(manager);
        manager.enroll().connect(List.of());
        assertThat(manager.awaitPlaced().getTaskId()).isEqualTo(second.toString());
    }

    @Test
    void aCancelledTaskWhoseWorkerDiesIsNotPlacedAgain() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);
        service.cancel(id);
        manager.awaitCancelled();

        manager.lose(placed, "killed by signal 9");

        assertThat(error(id).code()).isEqualTo("TASK_CANCELLED");
    }

    @Test
    void whatIsCancelledBeforeItComesDoesNotRun() throws Exception {
        TaskId early = TaskId.random();
        service.cancel(early);
        TaskId other = service.submit(FUNCTION, NOOP);
        FakeManager manager = manager();
        assertThat(manager.awaitPlaced().getTaskId()).isEqualTo(other.toString());

        service.submit(early, FUNCTION, NOOP);

        assertThat(error(early).code()).isEqualTo("TASK_CANCELLED");
    }

    @Test
    void whatIsCancelledWhileNoAgentRunsDoesNotRun() throws Exception {
        agent.stop();
        TaskId id = service.submit(FUNCTION, NOOP);
        service.cancel(id);

        agent = agent();
        agent.start();

        assertThat(error(id).code()).isEqualTo("TASK_CANCELLED");
    }

    @Test
    void aManagerThatComesBackWithACancelledTaskIsToldToEndIt() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);
        manager.disconnect();
        service.cancel(id);
        // Commands are handled in their order: once this one is, so was the other.
        TaskId next = TaskId.random();
        service.submit(next, FUNCTION, NOOP);
        service.cancel(next);
        assertThat(error(next).code()).isEqualTo("TASK_CANCELLED");

        manager.connect(List.of(placed));

        assertThat(manager.awaitCancelled()).isEqualTo(id.toString());
    }

    @Test
    void aResultInAFileIsSentBeforeItsOutcomeIsTold() throws Exception {
        Path file =
                Files.createDirectories(home.resolve("lab/tasks_working_dir/block/node"))
                        .resolve("x.result");
        Files.writeString(file, "11\n\"much\"");
        service.refusals.set(1);
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        ResultReference reference = new ResultReference("abc", 8, file.toString());

        manager.succeed(placed, reference.text());

        assertThat(service.result().data()).isEqualTo(reference.sent().text());
        assertThat(service.artifacts)
                .containsExactly(Map.entry("/beamlet/v1/artifacts/abc?task=" + id, "11\n\"much\""));
    }

    @Test
    void aFileElsewhereIsNotSent() throws Exception {
        Path secret = home.resolve("secret");
        Files.writeString(secret, "hush");
        Files.createDirectories(home.resolve("lab/tasks_working_dir"));
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();

        manager.succeed(placed, new ResultReference("abc", 4, secret.toString()).text());

        assertThat(error(id).code()).isEqualTo("INPUT_NOT_FOUND");
        assertThat(service.artifacts).isEmpty();
    }

    @Test
    void whatATaskTellsReachesTheService() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);

        manager.tell(placed, 0.5, "half\n");

        List<TaskNewsReport.Progress> progress = new ArrayList<>();
        List<TaskNewsReport.Output> output = new ArrayList<>();
        while (progress.isEmpty() || output.isEmpty()) {
            TaskNewsReport report = service.news.poll(2, TimeUnit.MINUTES);
            assertThat(report).as("news of the task").isNotNull();
            progress.addAll(Objects.requireNonNull(report).progress());
            output.addAll(report.output());
        }
        assertThat(progress.getFirst())
                .isEqualTo(new TaskNewsReport.Progress(id.toString(), 1, 0.5, "frame"));
        assertThat(output.getFirst().stream()).isEqualTo("stderr");
        assertThat(output.getFirst().bytes()).isEqualTo("half\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ofPartialResultsTheLastReachesTheServiceAndWhatIsNoJsonDoesNot() throws Exception {
        FakeManager manager = manager();
        TaskId id = service.submit(FUNCTION, NOOP);
        PlacedTask placed = manager.awaitPlaced();
        manager.started(placed);

        for (int seq = 1; seq <= 20; seq++) {
            manager.found(placed, seq, "{\"frames\": %d}".formatted(100 * seq));
        }
        manager.found(placed, 21, "{\"frames\"");

        List<TaskNewsReport.Partial> partials = new ArrayList<>();
        while (partials.isEmpty() || partials.getLast().seq() < 20) {
            TaskNewsReport report = service.news.poll(2, TimeUnit.MINUTES);
            assertThat(report).as("news of the task").isNotNull();
            partials.addAll(Objects.requireNonNull(report).partials());
        }
        assertThat(partials.getLast())
                .isEqualTo(
                        new TaskNewsReport.Partial(
                                id.toString(), 1, 20, Json.read("{\"frames\": 2000}")));
        assertThat(partials)
                .extracting(TaskNewsReport.Partial::seq)
                .isSorted()
                .doesNotHaveDuplicates();
    }
}
