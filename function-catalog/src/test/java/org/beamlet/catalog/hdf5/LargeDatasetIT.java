package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code -Dbeamlet.test.hdf5.megabytes=5000 -Dbeamlet.test.hdf5.heap=256m} for the large one. */
class LargeDatasetIT {
    private static final int MEGABYTES = Integer.getInteger("beamlet.test.hdf5.megabytes", 200);
    private static final String HEAP = System.getProperty("beamlet.test.hdf5.heap", "64m");

    @TempDir private Path folder;

    private record Ended(int status, String output) {}

    private static Ended run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".log");
        Process child =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        try {
            assertThat(child.waitFor(10, TimeUnit.MINUTES)).isTrue();
            return new Ended(child.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            child.destroyForcibly();
            Files.delete(output);
        }
    }

    private static List<String> java(Path file, int megabytes, String kind) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LargeDataset.class.getName(),
                file.toString(),
                String.valueOf(megabytes),
                kind);
    }

    @Test
    void aDatasetFarLargerThanTheHeapIsWrittenAndReadBack() throws Exception {
        Path file = folder.resolve("big.h5");
        Ended ended = run(java(file, MEGABYTES, "plain"));
        assertThat(ended.status()).as(ended.output()).isZero();
        try (HdfFile in = new HdfFile(file)) {
            Dataset big = in.getDatasetByPath("/big");
            long planes = big.getDimensionsAsLong()[0];
            assertThat(planes).isEqualTo(MEGABYTES * 1_000_000L / (1 << 22));
            for (long plane : new long[] {0, planes / 2, planes - 1}) {
                float[][][] read =
                        (float[][][])
                                big.getData(
                                        new long[] {plane, 0, 0},
                                        new int[] {1, LargeDataset.ROWS, LargeDataset.COLUMNS});
                int index = 517 * LargeDataset.COLUMNS + 13;
                assertThat(read[0][517][13]).isEqualTo(LargeDataset.value(plane, index));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "compressed"})
    void aFileThatCannotGrowEndsInAnErrorAndNotInACrash(String kind) throws Exception {
        Path file = folder.resolve("limited.h5");
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", "ulimit -f 300; exec \"$@\"", "x"));
        command.addAll(java(file, 100, kind));
        Ended ended = run(command);
        assertThat(ended.output()).contains("OUTPUT_NOT_WRITABLE", "File too large", "/big");
        assertThat(ended.status()).isEqualTo(3);
    }
}
