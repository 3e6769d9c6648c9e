package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compute node whose system has no fonts at all. */
class NoFontsIT {
    private static final Path EXAMPLE = Path.of("../examples/xpcs").toAbsolutePath();

    @TempDir private Path folder;

    @Test
    void numbersAndShapesAreWrittenWithoutFonts() throws Exception {
        Path output = folder.resolve("out");
        ObjectNode arguments = Json.NODES.objectNode();
        arguments.put("raw", EXAMPLE.resolve("raw.h5").toString());
        arguments.put("qmap", EXAMPLE.resolve("qmap.h5").toString());
        arguments.put("output", output.toString());
        Path log = folder.resolve("log");
        assertThat(run(log, arguments)).as(() -> read(log)).isZero();
        assertThat(read(log)).endsWith("done\n");
        try (Stream<Path> files = Files.list(output)) {
            List<String> names =
                    files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
            assertThat(names)
                    .contains("p1_results.hdf", "g2_0000.svg", "saxs_mask.svg")
                    .noneMatch(name -> name.endsWith(".png") || name.endsWith(".temp"));
        }
    }

    private static String read(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private int run(Path log, ObjectNode arguments) throws Exception {
        Path none = Files.createDirectory(folder.resolve("none"));
        Path configuration =
                Files.writeString(
                        folder.resolve("fonts.conf"),
                        "<fontconfig><dir>%s</dir><cachedir>%s</cachedir></fontconfig>"
                                .formatted(none, none));
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        // Java remembers the fonts that it once found there.
                        "-Duser.home=" + none,
                        "-cp",
                        System.getProperty("java.class.path"),
                        CorrelateProcess.class.getName(),
                        Json.write(arguments));
        builder.environment().put("FONTCONFIG_FILE", configuration.toString());
        Process child = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            assertThat(child.waitFor(2, TimeUnit.MINUTES)).isTrue();
            return child.exitValue();
        } finally {
            child.destroyForcibly();
        }
    }
}
