package org.beamlet.conformance.home;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a login node of 256 cores leaves to each of its users: 200 processes and threads, 1 GB. The
 * number of cores is pretended, the limits are the kernel's, for a user of their own.
 */
@Tag("shared-home")
@Tag("brief")
class SmallShareIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int USER = 64_123;
    private static final int PROCESSES = 200;
    private static final long MEMORY = 1L << 30;
    private static final int TASKS = 300;

    /** Of the agent alone, so that its blocks and their commands have most of what there is. */
    private static final int THREADS = 64;

    @TempDir Path folder;

    @Test
    void theAgentLivesInWhatALoginNodeOf256CoresLeavesAUser()
            throws IOException, InterruptedException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = Files.createDirectory(folder.resolve("user"));
        Optional<Path> cgroup = cgroup();
        try (BeamletStack stack = new BeamletStack(folder.resolve("service"))) {
            stack.startCloud();
            Map<String, String> environment =
                    stack.environment(
                            Map.of(
                                    "BEAMLET_HOME",
                                    home.toString(),
                                    "BEAMLET_ENDPOINT_JAVA_OPTIONS",
                                    "-Xms16m -Xmx640m -XX:ActiveProcessorCount=256"));
            configure(environment, home);
            Path ready = home.resolve("ready.json");
            Process agent = start(environment, home, cgroup, ready);
            try {
                Await.until(PATIENCE, "it serves", () -> Files.exists(ready) || !agent.isAlive());
                assertThat(agent.isAlive())
                        .as(Files.readString(folder.resolve("agent.err")))
                        .isTrue();
                lives(stack, Json.read(Files.readString(ready)).path("pid").asLong(), ready);
                if (cgroup.isPresent()) {
                    assertThat(Files.readString(cgroup.get().resolve("memory.oom_control")))
                            .contains("oom_kill 0");
                }
            } finally {
                agent.destroy();
                assertThat(agent.waitFor(2, TimeUnit.MINUTES)).isTrue();
            }
        }
        if (cgroup.isPresent()) {
            Path left = cgroup.get();
            Await.until(PATIENCE, "the group is empty", () -> left.toFile().delete());
        }
    }

    private void lives(BeamletStack stack, long pid, Path ready)
            throws IOException, InterruptedException {
        EndpointId endpoint =
                EndpointId.parse(Json.read(Files.readString(ready)).path("endpoint_id").asText());
        Lines lines = new Lines(ready.resolveSibling("lines.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, false);
            List<ObjectNode> calls = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                calls.add(lines.task("x" + i, 0.002));
            }
            List<TaskId> tasks = client.submit(endpoint, Lines.APPEND, calls);
            Await.until(PATIENCE, "all are done", () -> Lines.open(client, tasks) == 0);
            assertThat(Lines.allSucceeded(client.batchStatus(tasks))).isTrue();
        }
        Path process = Path.of("/proc", Long.toString(pid));
        assertThat(Files.readString(process.resolve("limits")))
                .containsPattern("Max processes +%d +%d".formatted(PROCESSES, PROCESSES));
        try (var threads = Files.list(process.resolve("task"))) {
            long count = threads.count();
            System.out.println("threads of the agent: " + count);
            assertThat(count).isLessThanOrEqualTo(THREADS);
        }
        try (var fields = Files.lines(process.resolve("status"))) {
            fields.filter(line -> line.startsWith("VmHWM")).forEach(System.out::println);
        }
    }

    private static void configure(Map<String, String> environment, Path home)
            throws IOException, InterruptedException {
        assertThat(Installation.HERE.run(environment, PATIENCE, "endpoint", "configure", "bench"))
                .matches(configured -> configured.exit() == 0);
        Path config = home.resolve("endpoints/bench/config.yaml");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceAll(
                                "(?m)^(\\s*)#?\\s*max_workers_per_node:.*$",
                                "$1max_workers_per_node: 1"));
        assertThat(
                        new ProcessBuilder("chown", "-R", USER + ":" + USER, home.toString())
                                .inheritIO()
                                .start()
                                .waitFor())
                .isZero();
    }

    private Process start(
            Map<String, String> environment, Path home, Optional<Path> cgroup, Path ready)
            throws IOException {
        List<String> line = new ArrayList<>(List.of("bash", "-c"));
        line.add(
                """
                [ -z "$1" ] || echo $$ > "$1/cgroup.procs" || exit 1
                shift
                exec "$@"
                """);
        line.add("small-share");
        line.add(cgroup.map(Path::toString).orElse(""));
        line.addAll(List.of("setpriv", "--reuid", Integer.toString(USER)));
        line.addAll(List.of("--regid", Integer.toString(USER), "--clear-groups"));
        line.addAll(List.of("prlimit", "--nproc=" + PROCESSES));
        line.add(Installation.HERE.root().resolve("beamlet").toString());
        line.addAll(List.of("endpoint", "start", "bench", "--ready-file", ready.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(home.toFile())
                        .redirectOutput(folder.resolve("agent.out").toFile())
                        .redirectError(folder.resolve("agent.err").toFile());
        builder.environment().putAll(environment);
        builder.environment().put("HOME", home.toString());
        return builder.start();
    }

    /** {@return a group of 1 GB, where the kernel has such and lets one be made} */
    private static Optional<Path> cgroup() throws IOException {
        Path groups = Path.of("/sys/fs/cgroup/memory");
        if (!Files.isWritable(groups)) {
            System.out.println("no group of memory can be made; the limits of the JVM alone hold");
            return Optional.empty();
        }
        Path group = groups.resolve("beamlet-" + ProcessHandle.current().pid());
        Files.createDirectory(group);
        Files.writeString(group.resolve("memory.limit_in_bytes"), Long.toString(MEMORY));
        return Optional.of(group);
    }
}
