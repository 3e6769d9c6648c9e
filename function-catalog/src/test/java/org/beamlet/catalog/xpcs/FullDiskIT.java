package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of an output folder that cannot take the results, or of a process that is killed.
 */
class FullDiskIT {
    private static final Path EXAMPLE = Path.of("../examples/xpcs").toAbsolutePath().normalize();

    @TempDir private Path folder;

    @BeforeEach
    void unpackTheLibrary() {
        // For it, too, there would be no room.
        Hdf5Writer.create(folder.resolve("first.h5")).close();
    }

    private static ObjectNode arguments(CorrelationType type, Path output) {
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("raw", EXAMPLE.resolve("raw.h5").toString());
        arguments.put("qmap", EXAMPLE.resolve("qmap.h5").toString());
        return arguments.put("output", output.toString()).put("type", type.word());
    }

    /** A limit on the size of files does to a writer what a full disk does. */
    @Test
    void aResultThatDoesNotFitIsAnErrorThatLeavesNothingAndTheNextOneIsWritten() throws Exception {
        Path output = folder.resolve("out");
        ObjectNode large = arguments(CorrelationType.MULTITAU, output).put("save_G2", true);
        ObjectNode small = arguments(CorrelationType.MULTITAU, folder.resolve("small"));

        String said = run("ulimit -f 300", List.of(), large, small);

        assertThat(said)
                .contains("OUTPUT_NOT_WRITABLE: cannot write /xpcs/multitau/unnormalized_G2")
                .contains("File too large")
                .contains("limit on the size of files")
                .endsWith("done\n");
        assertThat(output).isEmptyDirectory();
    }

    /** Room from too little for the metadata to enough for all: all is there, or nothing. */
    @ParameterizedTest
    @EnumSource(CorrelationType.class)
    void whateverRoomThereIsAllIsWrittenOrNothing(CorrelationType type) throws Exception {
        List<ObjectNode> calls = new ArrayList<>();
        StringBuilder mounts = new StringBuilder("true");
        for (int kib = 64; kib < 16384; kib += Math.max(64, kib / 5)) {
            Path disk = Files.createDirectory(folder.resolve("disk" + kib));
            mounts.append(" && mount -t tmpfs -o size=%dk tmpfs %s".formatted(kib, disk));
            ObjectNode call = arguments(type, disk);
            call.put("save_G2", type.multiTau());
            calls.add(call);
        }

        String said = inOwnMounts(mounts.toString(), List.of(), calls.toArray(ObjectNode[]::new));

        List<String> lines = said.lines().toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2 * calls.size());
        int full = 0;
        int written = 0;
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("left [")) {
                continue;
            }
            String end = lines.get(i + 1);
            if (end.equals("done")) {
                written++;
                assertThat(lines.get(i))
                        .contains("p1_results.hdf", "stability.png", "stability.svg")
                        .doesNotContain(".attempt", ".temp");
            } else {
                full++;
                assertThat(end).startsWith("DISK_FULL: ").contains("free space there");
                assertThat(lines.get(i)).isEqualTo("left []");
            }
        }
        assertThat(full + written).isEqualTo(calls.size());
        assertThat(full).isGreaterThan(3);
        assertThat(written).isGreaterThan(1);
        // Some had room for the result and not for its pictures.
        assertThat(said).containsPattern("DISK_FULL: '[^']*\\.(png|svg)\\.temp'");
    }

    /** Whoever reads a program's output for the path of the result finds nothing before it. */
    @Test
    void nothingIsPrintedWhetherItSucceedsOrFails() throws Exception {
        Path output = folder.resolve("out");
        ObjectNode good = arguments(CorrelationType.BOTH, output);
        ObjectNode bad = arguments(CorrelationType.MULTITAU, output).put("raw", "/none.h5");

        String said = run("true", List.of("--sun-misc-unsafe-memory-access=allow"), good, bad);

        // Tests alone have no logger, and are told so on stderr.
        assertThat(said.lines().filter(line -> !line.matches("(left \\[|SLF4J\\(W\\)).*")))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("done"),
                        second -> assertThat(second).startsWith("INPUT_NOT_FOUND: "));
    }

    @Test
    void aFileSystemThatIsReadOnlyIsToldBeforeTheWork() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String said =
                inOwnMounts(
                        "mount -t tmpfs -o ro tmpfs " + disk,
                        List.of(),
                        arguments(CorrelationType.BOTH, disk),
                        arguments(CorrelationType.MULTITAU, disk.resolve("new")));
        assertThat(said.lines().filter(line -> line.startsWith("OUTPUT_NOT_WRITABLE: ")))
                .hasSize(2)
                .allMatch(line -> line.contains("Read-only file system"))
                .allMatch(line -> line.contains("give an output folder"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"correlating", "two-time of bin 2", "writing the result", "drawing", "done"})
    void whatAKilledProcessLeavesIsNoResultAndItsNextAttemptTakesItAway(String at)
            throws Exception {
        Path output = folder.resolve("out");
        ObjectNode call = arguments(CorrelationType.BOTH, output);
        assertThat(exit("true", List.of("-Dhalt.at=" + at), call)).isEqualTo(137);
        List<String> left = names(output);
        assertThat(left).contains(".attempt-a-task-1");
        if (!at.equals("done")) {
            assertThat(left).hasSize(1);
        }

        // A program that looks for results finds none, and one of another name is not in the way.
        String said = run("true", List.of(), call);
        assertThat(said).endsWith("done\n");
        assertThat(names(output))
                .contains("p1_results.hdf", "stability.png")
                .noneMatch(name -> name.startsWith(".") || name.contains("_1."));
    }

    private static List<String> names(Path output) throws IOException {
        try (Stream<Path> files = Files.list(output)) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    /** Runs where file systems can be mounted that nobody else sees, which needs no rights. */
    private String inOwnMounts(String mounts, List<String> options, ObjectNode... calls)
            throws Exception {
        String probe = "unshare -Urm mount -t tmpfs -o size=64k tmpfs " + folder;
        Process trial = new ProcessBuilder("bash", "-c", probe + " 2>/dev/null").start();
        Assumptions.assumeTrue(
                trial.waitFor(30, TimeUnit.SECONDS) && trial.exitValue() == 0,
                "this system lets nobody mount a file system of his own");
        return run(mounts, options, calls, "unshare", "-Urm");
    }

    private String run(String before, List<String> options, ObjectNode... calls) throws Exception {
        return run(before, options, calls, new String[0]);
    }

    private String run(String before, List<String> options, ObjectNode[] calls, String... within)
            throws Exception {
        Path log = folder.resolve("log");
        int exit = exit(log, before, options, calls, within);
        assertThat(exit).as(() -> read(log)).isZero();
        return read(log);
    }

    private int exit(String before, List<String> options, ObjectNode call) throws Exception {
        return exit(folder.resolve("log"), before, options, new ObjectNode[] {call});
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int exit(
            Path log, String before, List<String> options, ObjectNode[] calls, String... within)
            throws Exception {
        List<String> line = new ArrayList<>(List.of(within));
        line.addAll(List.of("bash", "-c", before + " && exec \"$@\"", "limited"));
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(options);
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp"));
        line.add(System.getProperty("java.class.path"));
        line.add(CorrelateProcess.class.getName());
        Arrays.stream(calls).map(Json::write).forEach(line::add);
        Process child =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(child.waitFor(3, TimeUnit.MINUTES)).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }
}
