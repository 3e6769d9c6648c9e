package org.beamlet.conformance.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that runs from its own storage. */
@Tag("node-storage")
class NodeStorageIT {
    private static final int TASKS = 10;

    /** Metadata operations of a task on the shared file system. */
    private static final double MOST = 5;

    @TempDir Path folder;
    private BeamletStack stack;
    private NodeProcesses node;
    private Path home;
    private Path local;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        home = folder.resolve("home");
        local = Files.createDirectories(folder.resolve("node"));
        stack = new BeamletStack(home);
        node = new NodeProcesses(home, local);
        stack.startCloud();
        stack.configureEndpoint(2);
        stack.editConfig("bench", this::withStorage);
        stack.startAgent();
        beamlet("function", "register", "--all");
        for (String kind : List.of("python", "shell")) {
            Path project = folder.resolve(kind);
            beamlet("function", "new", "lab." + kind, "--" + kind, "--to", project.toString());
            beamlet("function", "register", project.toString());
        }
    }

    private String withStorage(String config) {
        return config.replaceFirst(
                "(?m)^engine:\\s*$",
                """
                engine:
                  run_in_sandbox: true
                  node_storage:
                    paths: [%s]
                    free: 0.1\
                """
                        .formatted(local));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    private String beamlet(String... arguments) throws IOException, InterruptedException {
        Command run = stack.beamlet(arguments);
        assertThat(run.exit()).as("%s: %s", String.join(" ", arguments), run.err()).isZero();
        return run.out();
    }

    private void call(String kind) throws IOException, InterruptedException {
        switch (kind) {
            case "noop" -> beamlet("run", "diagnostics.noop", "--arg", "echo=1");
            case "python" -> beamlet("run", "lab.python", "--arg", "counts=[1.0, 9.5, 2.0]");
            default -> {
                Path lines = Files.writeString(folder.resolve("lines.txt"), "one\ntwo\n");
                beamlet("run", "lab.shell", "--arg", "file=" + lines);
            }
        }
    }

    @Test
    void aTaskAsksTheSharedFileSystemForLittle() throws IOException, InterruptedException {
        List<Path> shared =
                List.of(home, Installation.HERE.root(), Path.of(System.getProperty("java.home")));
        call("noop");
        Await.until(Duration.ofMinutes(3), "the start caches are made", () -> caches() == 2);
        for (String kind : List.of("noop", "python", "shell")) {
            // Whatever a first task needs, no later one does.
            call(kind);
            call(kind);
            List<String> calls;
            try (SharedPathCalls counted = SharedPathCalls.of(node.all(), folder, shared)) {
                for (int i = 0; i < TASKS; i++) {
                    call(kind);
                }
                calls = counted.end();
            }
            double each = (double) calls.size() / TASKS;
            System.out.printf(
                    "metadata operations per task on the shared path: %s %.1f%n", kind, each);
            assertThat(each).as("%s: %s", kind, calls).isLessThanOrEqualTo(MOST);
        }
    }

    private long caches() {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(file -> file.toString().endsWith(".aot")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void allRunsFromTheNodeAndIsPackedOnce() throws IOException, InterruptedException {
        call("noop");
        call("python");
        for (long pid : node.all()) {
            Path process = Path.of("/proc", Long.toString(pid));
            assertThat(Files.readSymbolicLink(process.resolve("cwd")).toString())
                    .as("folder of process %d", pid)
                    .matches(
                            path -> path.startsWith(local.toString()) || path.contains("/blocks/"));
            if (Files.readSymbolicLink(process.resolve("exe")).endsWith("java")) {
                assertThat(Files.readSymbolicLink(process.resolve("exe"))).startsWith(local);
                assertThat(Files.readString(process.resolve("maps")))
                        .doesNotContain(home.toString())
                        .doesNotContain(Installation.HERE.root().toString());
            }
        }
        Path work = stack.endpointFolder().resolve("tasks_working_dir");
        stack.stopAgent();
        Await.until(Duration.ofSeconds(60), "the node is left", () -> node.all().isEmpty());
        Await.until(
                Duration.ofSeconds(60), "its logs are packed", () -> archives(work).size() == 1);
        assertThat(listed(archives(work).getFirst())).contains("worker-1.log");
        try (Stream<Path> left = Files.walk(local)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.startsWith("work."));
        }
    }

    private static List<Path> archives(Path work) {
        try (Stream<Path> files = Files.walk(work)) {
            return files.filter(file -> file.toString().endsWith(".tar.gz")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String listed(Path archive) throws IOException {
        Process tar = new ProcessBuilder("tar", "-tzf", archive.toString()).start();
        return new String(tar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aFileThatIsCutWhileItIsReadEndsNoWorker() throws Exception {
        Path raw = folder.resolve("series.h5");
        int frames = 600;
        int side = 64;
        float[] counts = new float[frames * side * side];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = 1 + i % 7;
        }
        try (Hdf5Writer out = Hdf5Writer.create(raw)) {
            out.array("/entry/data/data", counts, frames, side, side);
        }
        int[] ones = new int[side * side];
        java.util.Arrays.fill(ones, 1);
        Path qmap = folder.resolve("qmap.h5");
        try (Hdf5Writer out = Hdf5Writer.create(qmap)) {
            for (String map : List.of("mask", "static_roi_map", "dynamic_roi_map")) {
                out.array("/qmap/" + map, ones, side, side);
            }
        }
        correlate(raw, qmap);
        List<Long> before = node.running("WorkerMain");
        byte[] whole = Files.readAllBytes(raw);
        AtomicBoolean over = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> cut(raw, whole, over));
        int refused = 0;
        try {
            for (int i = 0; i < TASKS; i++) {
                Command run = correlate(raw, qmap);
                if (run.exit() != 0) {
                    assertThat(run.err()).contains("error: ", "raw '" + raw, "; ");
                    refused++;
                }
            }
        } finally {
            over.set(true);
            writer.join();
        }
        assertThat(refused).as("tasks that met a file that was cut").isPositive();
        assertThat(node.running("WorkerMain")).isEqualTo(before);
        assertThat(correlate(raw, qmap).exit()).isZero();
    }

    private Command correlate(Path raw, Path qmap) throws IOException, InterruptedException {
        return stack.beamlet(
                "run",
                "xpcs.correlate",
                "--json",
                "--arg",
                "raw=" + raw,
                "--arg",
                "qmap=" + qmap,
                "--arg",
                "output=" + folder.resolve("results"),
                "--arg",
                "plots=false",
                "--arg",
                "overwrite=true");
    }

    private static void cut(Path file, byte[] whole, AtomicBoolean over) {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            while (!over.get()) {
                cut.setLength(whole.length / 2);
                Files.write(file, whole, StandardOpenOption.WRITE);
                Thread.sleep(1);
            }
            Files.write(file, whole, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void outputsAreWholeUnderTheirNameAndNothingElseIsThere() throws Exception {
        Path raw = folder.resolve("small.h5");
        try (Hdf5Writer out = Hdf5Writer.create(raw)) {
            out.array("/entry/data/data", new float[10 * 16], 10, 4, 4);
        }
        Path qmap = folder.resolve("small-qmap.h5");
        int[] ones = new int[16];
        java.util.Arrays.fill(ones, 1);
        try (Hdf5Writer out = Hdf5Writer.create(qmap)) {
            for (String map : List.of("mask", "static_roi_map", "dynamic_roi_map")) {
                out.array("/qmap/" + map, ones, 4, 4);
            }
        }
        Command run = correlate(raw, qmap);
        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode result = Json.read(run.out()).path("result");
        assertThat(Path.of(result.path("result_file").asText())).isRegularFile();
        try (Stream<Path> files = Files.list(folder.resolve("results"))) {
            assertThat(files).hasSize(result.path("files").size());
        }
    }
}
