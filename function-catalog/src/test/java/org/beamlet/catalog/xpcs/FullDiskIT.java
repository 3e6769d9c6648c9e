package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit on the size of files does to a writer what a full disk does. */
class FullDiskIT {
    private static final Path EXAMPLE = Path.of("../examples/xpcs");

    @TempDir private Path folder;

    @Test
    void aResultThatDoesNotFitIsAnErrorThatLeavesNothingAndTheNextOneIsWritten() throws Exception {
        // Unpacks the library, for which the limit would leave no room either.
        Hdf5Writer.create(folder.resolve("first.h5")).close();
        Path output = folder.resolve("out");
        ObjectNode arguments = Json.MAPPER.createObjectNode();
        arguments.put("raw", EXAMPLE.resolve("raw.h5").toString());
        arguments.put("qmap", EXAMPLE.resolve("qmap.h5").toString());
        arguments.put("output", output.toString()).put("save_G2", true);

        ObjectNode smaller = arguments.deepCopy().put("save_G2", false);
        smaller.put("output", folder.resolve("small").toString());

        Path log = folder.resolve("log");
        assertThat(run(log, arguments, smaller)).as(() -> read(log)).isZero();

        assertThat(read(log))
                .contains("OUTPUT_NOT_WRITABLE: cannot write /xpcs/multitau/unnormalized_G2")
                .contains("File too large")
                .contains("give an output folder")
                .endsWith("done\n");
        try (Stream<Path> left = Files.list(output)) {
            assertThat(left).isEmpty();
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static int run(Path log, ObjectNode first, ObjectNode second) throws Exception {
        Process child =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "ulimit -f 300; exec \"$@\"",
                                "limited",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                CorrelateProcess.class.getName(),
                                Json.write(first),
                                Json.write(second))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }
}
