package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.beamlet.agent.home.AgentLock;
import org.beamlet.agent.home.AgentProcess;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.home.EndpointName;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.Serialized;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manager, its user endpoints and their blocks, all processes that can be killed. */
class UserEndpointsIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir Path home;

    private final List<Process> managers = new ArrayList<>();
    private TestBroker broker;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        Path lab = Files.createDirectories(home.resolve("endpoints/lab"));
        Files.writeString(
                lab.resolve("config.yaml"), "heartbeat_period: 5\nagent_lost_after: 60\n");
        Files.writeString(lab.resolve("user_environment.yaml"), "SET_FOR_USERS: yes it is\n");
        Files.writeString(
                lab.resolve("user_config_template.yaml.j2"),
                """
                heartbeat_period: 5
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: {{ workers }}
                  heartbeat_period: 1
                  heartbeat_threshold: 30
                  provider:
                    type: LocalProvider
                    worker_init: {{ init|default() }}
                    launcher:
                      type: SimpleLauncher
                """);
        Files.writeString(
                lab.resolve("user_config_schema.json"),
                """
                {"type": "object", "properties": {"workers": {"type": "integer"}}}
                """);
    }

    @AfterEach
    void stop() throws Exception {
        for (Process manager : managers) {
            manager.getOutputStream().close();
            manager.waitFor();
        }
        // Also those of a manager that the test killed and did not replace.
        try (Stream<Path> all = Files.list(home.resolve("endpoints"))) {
            for (Path path : all.filter(each -> each.toString().contains("uep.")).toList()) {
                holder(path.getFileName().toString())
                        .flatMap(process -> ProcessHandle.of(process.pid()))
                        .ifPresent(ProcessHandle::destroy);
            }
        }
        service.close();
        broker.close();
    }

    private Process startManager() throws IOException {
        Process manager =
                new ProcessBuilder(
                                ManagerMain.command(
                                        home.resolve("endpoints/lab").toString(),
                                        service.address().url().toString()))
                        .redirectError(home.resolve("manager.err").toFile())
                        .start();
        managers.add(manager);
        BufferedReader said = manager.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("online")) {
            line = said.readLine();
        }
        assertThat(line).as(Files.readString(home.resolve("manager.err"))).isEqualTo("online");
        return manager;
    }

    private String name(EndpointId child) {
        return "uep.%s.%s".formatted(service.endpoint, child);
    }

    private Path folder(EndpointId child) {
        return home.resolve("endpoints").resolve(name(child));
    }

    private Optional<AgentProcess> holder(String name) throws IOException {
        return AgentLock.holder(
                new EndpointFolder(
                        home.resolve("endpoints").resolve(name), new EndpointName(name)));
    }

    private long pid(EndpointId child) throws IOException {
        return holder(name(child)).orElseThrow().pid();
    }

    /** {@return the first report in an endpoint's name that is as wanted} */
    private Message.StatusReport report(EndpointId of, String key, Object value) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Message.StatusReport report = service.report();
            if (report.endpointId().equals(of.value())
                    && String.valueOf(report.globalState().get(key)).contains(value.toString())) {
                return report;
            }
        }
        throw new AssertionError("no report of %s with %s: %s".formatted(of, key, value));
    }

    private String refusal(EndpointId of) throws Exception {
        return String.valueOf(report(of, "error", "; ").globalState().get("error"));
    }

    private TaskId waits(EndpointId child, Path file) throws IOException {
        TaskId id = TaskId.random();
        service.submit(
                child,
                id,
                FUNCTION,
                new FunctionCode("test.wait", "1.0.0").packed()
                        + Payloads.pack(
                                "11\n[]", Serialized.json(Map.of("file", file.toString())).text()),
                service.owner.toString());
        return id;
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    @Test
    void eachConfigurationHasItsOwnProcessAndBlocksWhichOutliveTheManager() throws Exception {
        Process manager = startManager();
        EndpointId one = EndpointId.random();
        EndpointId two = EndpointId.random();

        service.order(one, "{\"workers\": 1}", service.owner);
        service.order(
                two,
                "{\"workers\": 2, \"init\": \"true # \\\"x\\\": {{ 7 * 7 }}\"}",
                service.owner);
        report(one, "active", true);
        report(two, "active", true);
        long first = pid(one);
        assertThat(pid(two)).isNotEqualTo(first);
        assertThat(Files.readString(Path.of("/proc/%d/environ".formatted(first))).split("\0", -1))
                .contains("SET_FOR_USERS=yes it is", "GC_USER_PYTHON_VERSION=3.13.1");
        assertThat(folder(two).resolve("config.yaml")).content().contains("{{ 7 * 7 }}");

        // What is asked for again is there; what is refused, is so in words.
        service.order(one, "{\"workers\": 1}", service.owner);
        EndpointId faulty = EndpointId.random();
        service.order(faulty, "{\"workers\": \"many\"}", service.owner);
        assertThat(refusal(faulty))
                .contains("workers", "integer", "user_config_schema.json", "; ")
                .doesNotContain(home.toString());
        EndpointId foreign = EndpointId.random();
        service.order(foreign, "{\"workers\": 1}", UUID.randomUUID());
        assertThat(refusal(foreign)).contains("owner's tasks alone", "--run-others-as-me");
        assertThat(folder(faulty)).doesNotExist();
        assertThat(pid(one)).isEqualTo(first);

        Path file = home.resolve("go");
        Path other = home.resolve("other");
        TaskId running = waits(one, file);
        TaskId killed = waits(two, other);
        await(() -> Files.exists(Path.of(file + ".log")) && Files.exists(Path.of(other + ".log")));
        assertThat(folder(one).resolve("blocks")).isDirectoryContaining("glob:**/block-1-*");
        assertThat(folder(two).resolve("blocks")).isDirectoryContaining("glob:**/block-1-*");

        manager.destroyForcibly().waitFor();
        service.forgetReports();
        startManager();
        report(service.endpoint, "user_endpoints", 2);
        assertThat(pid(one)).isEqualTo(first);
        long second = pid(two);
        assertThat(ProcessHandle.of(second).orElseThrow().destroyForcibly()).isTrue();
        await(() -> holder(name(two)).filter(it -> it.pid() != second).isPresent());
        Files.createFile(file);
        Files.createFile(other);

        assertThat(service.results(2))
                .allSatisfy(result -> assertThat(result.errorDetails()).isNull())
                .extracting(Message.Result::taskId)
                .containsExactlyInAnyOrder(running.value(), killed.value());

        managers.getLast().getOutputStream().close();
        assertThat(managers.getLast().waitFor()).isZero();
        assertThat(holder(name(one))).isEmpty();
        assertThat(holder(name(two))).isEmpty();
    }
}
