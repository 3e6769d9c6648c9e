package org.beamlet.worker.manager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamlet.node.wire.FromManager;
import org.beamlet.protocol.json.Json;
import org.beamlet.worker.functions.Eventually;
import org.beamlet.worker.functions.Tasks;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node manager as a process of its own, as a batch job starts it. */
class NodeManagerMainIT {
    private static final int TERMINATED = 128 + 15;

    @TempDir private Path folder;
    private FakeAgent agent;
    private final List<Process> started = new ArrayList<>();

    @BeforeEach
    void start() {
        agent = new FakeAgent(0);
    }

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        agent.close();
    }

    @Test
    void workersDieWithAManagerThatIsKilled() throws Exception {
        Process manager = manager(blockFile());
        FakeAgent.Stream stream = agent.nextStream();
        Path child = folder.resolve("child");
        stream.place(Tasks.misbehave("orphan", child));
        long worker = pid(stream.next(FromManager.KindCase.STARTED).getStarted().getWorker());
        Eventually.await("the function has a child", () -> Files.exists(child));
        long orphan = Long.parseLong(Files.readString(child));
        assertThat(Eventually.alive(worker)).isTrue();

        manager.destroyForcibly();

        Eventually.await("the worker is gone", () -> !Eventually.alive(worker));
        Eventually.await("its function's child is gone", () -> !Eventually.alive(orphan));
    }

    @Test
    void terminationReportsWhatRanSaysGoodbyeAndLeavesNothing() throws Exception {
        Process manager = manager(blockFile());
        FakeAgent.Stream stream = agent.nextStream();
        stream.place(Tasks.misbehave("forever"));
        long worker = pid(stream.next(FromManager.KindCase.STARTED).getStarted().getWorker());

        manager.destroy();

        assertThat(stream.next(FromManager.KindCase.LOST).getLost().getHow())
                .contains("terminated");
        assertThat(stream.next(FromManager.KindCase.GOODBYE).hasGoodbye()).isTrue();
        assertThat(manager.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(manager.exitValue()).isEqualTo(TERMINATED);
        assertThat(Eventually.alive(worker)).isFalse();
    }

    @Test
    void drainedItEndsWithStatusZero() throws Exception {
        Process manager = manager(blockFile());

        agent.nextStream().stop(true);

        assertThat(manager.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(manager.exitValue()).isZero();
        assertThat(manager.descendants()).isEmpty();
    }

    @Test
    void workersSeeNothingOfTheManagersSecrets() throws Exception {
        Process manager = manager(blockFile());
        FakeAgent.Stream stream = agent.nextStream();
        stream.place(Tasks.misbehave("forever"));
        long worker = pid(stream.next(FromManager.KindCase.STARTED).getStarted().getWorker());

        String manages = Files.readString(Path.of("/proc/%d/environ".formatted(manager.pid())));
        String works = Files.readString(Path.of("/proc/%d/environ".formatted(worker)));
        String command = Files.readString(Path.of("/proc/%d/cmdline".formatted(worker)));

        assertThat(manages).contains("BEAMLET_TOKEN=hush");
        assertThat(works).contains("PATH=", "BEAMLET_SLOT=1").doesNotContain("hush", "TOKEN");
        assertThat(command).doesNotContain("hush");
    }

    @Test
    void withACertificateInTheBlockFileItEnrolsAndTalksTls() throws Exception {
        LoopbackAuthority authority = new LoopbackAuthority();
        try (FakeAgent secure = new FakeAgent(authority.server())) {
            secure.admit("hush", authority);
            Path block = blockFile(secure.port(), authority.pem());
            manager(block);
            FakeAgent.Stream stream = secure.nextStream();
            stream.place(Tasks.noop("in private"));

            assertThat(stream.next(FromManager.KindCase.FINISHED).getFinished().getResult())
                    .contains("in private");
            stream.breakOff();

            assertThat(secure.nextStream().hello().getHeldCount()).isEqualTo(1);
            assertThat(secure.enrolments()).hasSize(1);
        }
    }

    @Test
    void aSecretThatIsRefusedEndsItAndIsNotRepeatedInTheLog() throws Exception {
        LoopbackAuthority authority = new LoopbackAuthority();
        try (FakeAgent secure = new FakeAgent(authority.server())) {
            secure.admit("another secret", authority);
            Process manager = manager(blockFile(secure.port(), authority.pem()));

            assertThat(manager.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(manager.exitValue()).isEqualTo(77);
            assertThat(Files.readString(folder.resolve("manager.log")))
                    .contains("does not admit")
                    .doesNotContain("hush");
        }
    }

    @Test
    void aFaultyBlockFileIsNamedWithAllItsFaults() throws Exception {
        Path file = folder.resolve("faulty.json");
        Files.writeString(file, "{\"agents\":[\"nowhere\"],\"slots\":0,\"prefetch\":-1}");
        Process manager = manager(file);

        assertThat(manager.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(manager.exitValue()).isEqualTo(78);
        assertThat(Files.readString(folder.resolve("manager.log")))
                .contains(
                        "block_id is missing",
                        "agents is [nowhere]",
                        "slots is 0",
                        "prefetch is -1",
                        "work_dir is missing")
                .doesNotContain("\tat ");
    }

    private Path blockFile() throws IOException {
        return blockFile(agent.port(), null);
    }

    private Path blockFile(int port, @Nullable String authority) throws IOException {
        ObjectNode block = Json.NODES.objectNode();
        block.put("block_id", "block-1").put("slots", 1).put("prefetch", 0).put("secret", "hush");
        block.put("work_dir", folder.resolve("work").toString());
        block.putArray("agents").add("127.0.0.1:" + port);
        if (authority != null) {
            block.put("ca_certificate", authority);
        }
        block.putArray("worker_java_options").add("-Xmx64m");
        return Files.writeString(folder.resolve("block.json"), Json.write(block));
    }

    private Process manager(Path blockFile) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-Dbeamlet.worker.classpath="
                                        + System.getProperty("java.class.path"),
                                "-cp",
                                System.getProperty("java.class.path"),
                                NodeManagerMain.class.getName(),
                                "--block-file",
                                blockFile.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("manager.log").toFile());
        builder.environment().put("BEAMLET_TOKEN", "hush");
        Process manager = builder.start();
        started.add(manager);
        return manager;
    }

    private static long pid(String worker) {
        return Long.parseLong(worker.replaceAll(".*\\[(\\d+)]", "$1"));
    }
}
