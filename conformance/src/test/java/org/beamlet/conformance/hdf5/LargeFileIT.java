package org.beamlet.conformance.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset twenty times the heap, every value of which h5py finds where it belongs. */
@Tag("hdf5")
class LargeFileIT {
    private static final long PLANES = Long.getLong("beamlet.planes", 1193);
    private static final long PLANE_BYTES = 1024L * 1024 * Float.BYTES;

    @TempDir Path folder;

    @Test
    void fiveGigabytesAreWrittenInAQuarterOfAGigabyteAndReadByH5py()
            throws IOException, InterruptedException {
        Path file = folder.resolve("large.h5");

        run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeFileWriter.class.getName(),
                        file.toString(),
                        Long.toString(PLANES)));
        assertThat(Files.size(file)).isGreaterThanOrEqualTo(PLANES * PLANE_BYTES);

        Path conformance = Path.of(System.getProperty("beamlet.conformance"));
        String said =
                run(
                        List.of(
                                conformance.resolve("target/venv-hdf5/bin/python").toString(),
                                conformance.resolve("peers/read_hdf5.py").toString(),
                                file.toString()));
        assertThat(said.strip()).isEqualTo("%d planes agree".formatted(PLANES));
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "child", ".log");
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(child.waitFor(10, TimeUnit.MINUTES)).isTrue();
            String said = Files.readString(output);
            assertThat(child.exitValue()).as(said).isZero();
            return said;
        } finally {
            child.destroyForcibly();
        }
    }
}
