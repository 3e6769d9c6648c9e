package org.beamlet.agent.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.payload.FunctionCode;
import org.beamlet.protocol.payload.JavaEntry;
import org.beamlet.protocol.payload.Payloads;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.protocol.payload.UserFunction;
import org.beamlet.worker.artifact.Hashes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent, real blocks and real workers, all as processes that can be killed. */
class RealWorkerIT {
    private static final String FUNCTION = "0d3f6c1e-8a0b-4a5e-9a55-3f1d2c4b5a69";
    private static final long LIMIT_NANOS = 180_000_000_000L;

    @TempDir Path home;

    private final List<Process> agents = new ArrayList<>();
    private TestBroker broker;
    private TestService service;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(home.resolve("broker"));
        service = new TestService(broker);
        Files.createDirectories(home.resolve("lab"));
        Files.writeString(
                home.resolve("lab/config.yaml"),
                """
                engine:
                  type: GlobusComputeEngine
                  max_workers_per_node: 2
                  available_accelerators: ["a", "b"]
                  heartbeat_period: 1
                  heartbeat_threshold: 30
                  provider:
                    type: LocalProvider
                    launcher:
                      type: SimpleLauncher
                """);
        startAgent();
    }

    @AfterEach
    void stop() throws Exception {
        for (Process agent : agents) {
            // An agent that is asked ends its blocks; one that was killed is gone already.
            agent.getOutputStream().close();
            agent.waitFor();
        }
        service.close();
        broker.close();
    }

    private Process startAgent() throws IOException {
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
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        agents.add(agent);
        BufferedReader said = agent.inputReader();
        String line = said.readLine();
        while (line != null && !line.equals("online")) {
            line = said.readLine();
        }
        assertThat(line).isEqualTo("online");
        return agent;
    }

    private TaskId submit(String function, Object arguments) throws IOException {
        return service.submit(
                FUNCTION,
                new FunctionCode(function, "1.0.0").packed()
                        + Payloads.pack("11\n[]", Serialized.json(arguments).text()));
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (!condition.call()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static List<String> runs(Path file) throws IOException {
        Path log = Path.of(file + ".log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    private List<ProcessHandle> managers() {
        return ProcessHandle.allProcesses()
                .filter(p ->
                        commandLine(p).contains("NodeManagerMain")
                                && commandLine(p).contains(home.toString()))
                .toList();
    }

    private static String commandLine(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
        } catch (IOException _) {
            return "";
        }
    }

    @Test
    void functionsOfTheCatalogRunInRealWorkers() throws Exception {
        Map<TaskId, Integer> sent = new HashMap<>();
        for (int i = 0; i < 50; i++) {
            sent.put(submit("diagnostics.noop", Map.of("echo", i)), i);
        }
        Map<TaskId, Integer> back = new HashMap<>();
        for (Message.Result result : service.results(50)) {
            assertThat(result.errorDetails()).isNull();
            back.put(
                    new TaskId(result.taskId()),
                    Serialized.parse(result.data()).asJson().path("echo").asInt(-1));
        }

        assertThat(back).isEqualTo(sent);
        assertThat(service.waitingResults()).isZero();
    }

    @Test
    void aTaskHasAsManyAcceleratorsForItselfAsItAsksFor() throws Exception {
        String source =
                """
                public class Seen {
                    public static String devices() {
                        return System.getenv("CUDA_VISIBLE_DEVICES");
                    }
                }
                """;
        JavaEntry entry = JavaEntry.parse("Seen#devices");
        String task =
                new UserFunction.Source("Seen.java", source, entry).packed()
                        + Payloads.pack("11\n[]", "11\n{}");

        TaskId two = service.submitAsking("{\"num_gpus\": 2}", FUNCTION, task);
        TaskId one = service.submitAsking("{\"num_gpus\": \"1\"}", FUNCTION, task);
        TaskId three = service.submitAsking("{\"num_gpus\": 3}", FUNCTION, task);

        Map<TaskId, Message.Result> results = new HashMap<>();
        service.results(3).forEach(it -> results.put(new TaskId(it.taskId()), it));
        assertThat(Objects.requireNonNull(results.get(two)).data()).isEqualTo("11\n\"a,b\"");
        assertThat(Objects.requireNonNull(results.get(one)).data()).isIn("11\n\"a\"", "11\n\"b\"");
        Message.ErrorDetails error =
                Objects.requireNonNull(Objects.requireNonNull(results.get(three)).errorDetails());
        assertThat(error.code()).isEqualTo("RESOURCES_INVALID");
        assertThat(error.userMessage()).contains("asks for 3 GPUs", "has 2");
    }

    @Test
    void methodsOfAUsersJarAndSourceRunInRealWorkers() throws Exception {
        String source =
                """
                package org.lab;

                public class Twice {
                    public static int of(int a) {
                        return 2 * a;
                    }
                }
                """;
        Path jar = jar(source);
        JavaEntry entry = JavaEntry.parse("org.lab.Twice#of");
        String hash = Hashes.of(jar);
        UserFunction compiled = new UserFunction.Jar(hash, Files.size(jar), entry);
        UserFunction text = new UserFunction.Source("Twice.java", source, entry);
        service.objects.put(hash, Files.readAllBytes(jar));

        service.submit(FUNCTION, compiled.packed() + argument(1));
        service.submit(FUNCTION, compiled.packed() + argument(2));
        service.submit(FUNCTION, text.packed() + argument(3));

        assertThat(service.results(3))
                .allSatisfy(result -> assertThat(result.errorDetails()).isNull())
                .extracting(Message.Result::data)
                .containsExactlyInAnyOrder("11\n2", "11\n4", "11\n6");
        assertThat(service.given)
                .as("fetched once, for one of its tasks")
                .hasSize(1)
                .allMatch(path -> path.startsWith("/beamlet/v1/artifacts/" + hash + "?task="));
        assertThat(home.resolve("lab/artifacts").resolve(hash)).hasSameBinaryContentAs(jar);

        UserFunction gone = new UserFunction.Jar("0".repeat(64), 10, entry);
        service.submit(FUNCTION, gone.packed() + argument(4));
        Message.ErrorDetails error = Objects.requireNonNull(service.result().errorDetails());
        assertThat(error.code()).isEqualTo("ARTIFACT_NOT_FOUND");
        assertThat(error.userMessage()).contains("0".repeat(64), "register it again");
    }

    private Path jar(String source) throws IOException {
        Path folder = Files.createDirectories(home.resolve("jar"));
        Path file = Files.writeString(folder.resolve("Twice.java"), source);
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-parameters",
                                "-d",
                                folder.toString(),
                                file.toString());
        assertThat(compiled).isZero();
        Path jar = home.resolve("twice.jar");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
            zip.putNextEntry(new ZipEntry("org/lab/Twice.class"));
            zip.write(Files.readAllBytes(folder.resolve("org/lab/Twice.class")));
        }
        return jar;
    }

    private static String argument(int a) {
        return Payloads.pack("11\n[]", "11\n{\"a\":%d}".formatted(a));
    }

    /** Through an agent of less memory than the result has bytes. */
    @Test
    void aLargeResultIsSafeWithTheAgentWhileTheServiceIsAwayAndTheAgentIsKilled() throws Exception {
        String source =
                """
                public class Large {
                    public static String text(int a) {
                        StringBuilder text = new StringBuilder(300_000_020);
                        for (int i = a; text.length() < 300_000_000; i++) {
                            text.append(i).append(' ');
                        }
                        return text.toString();
                    }
                }
                """;
        JavaEntry entry = JavaEntry.parse("Large#text");
        service.refusals.set(Integer.MAX_VALUE);

        TaskId id =
                service.submitForReference(
                        FUNCTION,
                        new UserFunction.Source("Large.java", source, entry).packed()
                                + argument(1));
        Path spool = home.resolve("lab/results");
        await(() -> results(spool).size() == 1);
        Path brought = results(spool).getFirst();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(brought)))
                .isEqualTo("rw-------");
        // Once its outcome is journaled, the node needs it no longer.
        await(() -> results(home.resolve("lab/tasks_working_dir")).isEmpty());
        Process killed = agents.getFirst();
        assertThat(memory(killed)).as("kB that it had in memory").isLessThan(300_000);
        killed.destroyForcibly().waitFor();
        String hash = Hashes.of(brought);
        service.refusals.set(0);
        startAgent();

        Message.Result result = service.result();
        assertThat(result.errorDetails()).isNull();
        ResultReference reference = ResultReference.parse(result.data()).orElseThrow();
        assertThat(reference.file()).isNull();
        assertThat(reference.sha256()).isEqualTo(hash);
        assertThat(reference.size()).isGreaterThan(300_000_000);
        assertThat(service.artifacts)
                .containsExactly(
                        Map.entry(
                                "/beamlet/v1/artifacts/%s?task=%s".formatted(hash, id),
                                "SHA-256 " + hash));
        await(() -> results(spool).isEmpty());
    }

    private static List<Path> results(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".result")).toList();
        }
    }

    private static long memory(Process process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aKilledWorkerCostsItsTaskAnAttempt() throws Exception {
        Path file = home.resolve("go");
        submit("test.wait", Map.of("file", file.toString()));
        await(() -> runs(file).size() == 1);

        ProcessHandle.of(Long.parseLong(runs(file).getFirst()))
                .ifPresent(ProcessHandle::destroyForcibly);
        await(() -> runs(file).size() == 2);
        Files.writeString(file, "");
        Message.Result result = service.result();

        assertThat(Serialized.parse(result.data()).asJson().path("attempt").asInt()).isEqualTo(2);
    }

    @Test
    void aKilledNodeManagerIsReplacedWithItsBlock() throws Exception {
        Path file = home.resolve("go");
        submit("test.wait", Map.of("file", file.toString()));
        await(() -> runs(file).size() == 1);

        managers().forEach(ProcessHandle::destroyForcibly);
        await(() -> runs(file).size() == 2);
        Files.writeString(file, "");

        assertThat(service.result().errorDetails()).isNull();
    }

    @Test
    void aKilledAgentThatIsStartedAgainFindsItsBlockAndTheTaskThatRunsThere() throws Exception {
        Path file = home.resolve("go");
        TaskId running = submit("test.wait", Map.of("file", file.toString()));
        await(() -> runs(file).size() == 1);
        List<Long> before = managers().stream().map(ProcessHandle::pid).toList();

        Process killed = agents.getFirst();
        killed.destroyForcibly().waitFor();
        TaskId later = submit("diagnostics.noop", Map.of("echo", 1));
        startAgent();
        Message.Result second = service.result();
        Files.writeString(file, "");
        Message.Result first = service.result();

        assertThat(before).hasSize(1);
        assertThat(managers().stream().map(ProcessHandle::pid)).isEqualTo(before);
        assertThat(second.taskId()).isEqualTo(later.value());
        assertThat(first.taskId()).isEqualTo(running.value());
        assertThat(Serialized.parse(first.data()).asJson().path("attempt").asInt()).isEqualTo(1);
        assertThat(runs(file)).hasSize(1);
    }

    @Test
    void anAgentThatEndsLeavesNoProcessBehind() throws Exception {
        Path file = home.resolve("go");
        submit("test.wait", Map.of("file", file.toString()));
        await(() -> runs(file).size() == 1);
        long worker = Long.parseLong(runs(file).getFirst());

        agents.getFirst().getOutputStream().close();
        agents.getFirst().waitFor();

        assertThat(managers()).isEmpty();
        assertThat(ProcessHandle.of(worker)).isEmpty();
        assertThat(service.waitingResults()).isZero();
        assertThat(Objects.requireNonNull(service.report())).isNotNull();
    }
}
