package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that another process cuts, and writes again, while they are read. */
class ShrinkingFileTest {
    private static final int SIDE = 700;
    private static final int READS = 60;

    @TempDir Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("shrinking.h5");
        double[] values = new double[SIDE * SIDE];
        java.util.Arrays.setAll(values, i -> i);
        try (Hdf5Writer out = Hdf5Writer.create(file)) {
            out.array("/in/one/piece", values, SIDE, SIDE);
        }
    }

    /** A page of a mapped file that is cut ends the process that reads it. */
    @Test
    void nothingOfAFileIsMappedIntoMemory() throws Exception {
        try (Hdf5Source source = Hdf5Source.open("qmap", file)) {
            NumberArray read = source.numbers("/in/one/piece");

            assertThat(read.values()).hasSize(SIDE * SIDE).endsWith(SIDE * SIDE - 1);
            assertThat(Files.readString(Path.of("/proc/self/maps")))
                    .doesNotContain(file.toRealPath().toString());
        }
    }

    @Test
    void whoReadsGetsTheValuesOrAnErrorAndLives() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        AtomicBoolean over = new AtomicBoolean();
        Thread writer =
                Thread.ofPlatform()
                        .start(() -> {
                            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                                while (!over.get()) {
                                    cut.setLength(whole.length / 3);
                                    Files.write(file, whole, StandardOpenOption.WRITE);
                                }
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        int refused = 0;
        try {
            for (int i = 0; i < READS; i++) {
                try (Hdf5Source source = Hdf5Source.open("qmap", file)) {
                    assertThat(source.numbers("/in/one/piece").values()).hasSize(SIDE * SIDE);
                } catch (BeamletException e) {
                    assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID);
                    assertThat(e.getMessage()).contains(file.toString());
                    assertThat(e.remedy()).isNotBlank();
                    refused++;
                }
            }
        } finally {
            over.set(true);
            writer.join();
        }
        assertThat(refused).as("reads that met a file that was cut").isPositive();
    }
}
