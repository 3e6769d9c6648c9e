package org.beamlet.catalog.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hdf5SourceTest {
    private static final String FRAMES = "/entry/data/data";

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(
                Objects.requireNonNull(Hdf5SourceTest.class.getResource("/hdf5/" + name)).toURI());
    }

    private static int expected(int frame, int pixel) {
        return (frame * 64 + pixel) * 7 % 251;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bitshuffle_u2",
                "bitshuffle_u4",
                "blosc_u2",
                "lz4_u1",
                "lzf_i4",
                "gzip_tiles_big_endian",
                "contiguous_f8"
            })
    void readsEveryFrameWhateverTypeAndFilter(String name) throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource(name + ".h5"))) {
            FrameBlocks frames = source.frames(FRAMES);
            assertThat(frames.frames()).isEqualTo(6);
            float[] values = new float[64];
            for (int frame = 0; frame < 6; frame++) {
                ByteBuffer block = frames.block(frame / frames.framesPerBlock());
                int start =
                        block.position() + frame % frames.framesPerBlock() * frames.frameBytes();
                frames.format().toFloats(block, start, values);
                for (int pixel = 0; pixel < 64; pixel++) {
                    assertThat(values[pixel]).isEqualTo(expected(frame, pixel));
                }
            }
        }
    }

    @Test
    void aChunkThatWasNeverWrittenIsZero() throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource("holes_u2.h5"))) {
            FrameBlocks frames = source.frames(FRAMES);
            float[] values = new float[64];
            frames.format().toFloats(frames.block(3), 0, values);
            assertThat(values).containsOnly(0f);
            frames.format().toFloats(frames.block(4), 0, values);
            assertThat(values[1]).isEqualTo(expected(4, 1));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text,holds text",
        "strings,holds text",
        "complex,'holds compound values, such as complex numbers'",
        "halves,holds floats of 2 bytes"
    })
    void valuesThatAreNoCountsAreRefused(String name, String words) throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource("filters.h5"))) {
            assertThatThrownBy(() -> source.frames("/kinds/" + name))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("/kinds/" + name + " in raw")
                    .hasMessageContaining(words)
                    .hasMessageContaining("store integers or floats");
        }
    }

    /** As make_hdf5_refused.py made them. */
    @ParameterizedTest
    @CsvSource({
        "szip,SZIP,4",
        "n-bit,N-bit,5",
        "scale-offset,scale-offset,6",
        "bzip2,bzip2,307",
        "zfp,ZFP,32013"
    })
    void aFilterThatIsNotReadIsNamedWithWhatToDo(String dataset, String filter, int number)
            throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource("refused.h5"))) {
            assertThatThrownBy(() -> source.frames("/" + dataset))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                    .hasMessageContaining("/%s in raw".formatted(dataset))
                    .hasMessageContaining(
                            "the filter %s (number %d) is not read here", filter, number)
                    .hasMessageContaining("`h5repack -f SHUF -f GZIP=1 OLD NEW`");
        }
    }

    @Test
    void flagsAreZeroAndOne() throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource("filters.h5"))) {
            assertThat(source.numbers("/kinds/flags").values()).startsWith(1, 0, 0, 1);
        }
    }

    @Test
    void aMissingDatasetIsNamed() throws Exception {
        try (Hdf5Source source = Hdf5Source.open("qmap", resource("lz4_u1.h5"))) {
            assertThatThrownBy(() -> source.numbers("/qmap/mask"))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("has no dataset /qmap/mask")
                    .hasMessageContaining("h5ls -r");
        }
    }

    @Test
    void aFileThatIsShorterThanItSaysIsTold(@TempDir Path folder) throws Exception {
        byte[] whole = Files.readAllBytes(resource("contiguous_f8.h5"));
        Path cut = folder.resolve("cut.h5");
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 600));
        assertThatThrownBy(() -> Hdf5Source.open("raw", cut))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining(
                        "raw '%s' ends early: it has %d bytes and says that it has %d"
                                .formatted(cut, whole.length - 600, whole.length))
                .hasMessageContaining("check that the file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"contiguous_f8", "lz4_u1", "gzip_tiles_big_endian"})
    void aFileThatShrinksWhileItIsReadIsTold(String name, @TempDir Path folder) throws Exception {
        Path file = Files.copy(resource(name + ".h5"), folder.resolve("shrinking.h5"));
        try (Hdf5Source source = Hdf5Source.open("raw", file)) {
            FrameBlocks frames = source.frames(FRAMES);
            frames.block(0);
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(100);
            }
            assertThatThrownBy(() -> frames.block(frames.frames() / frames.framesPerBlock() - 1))
                    .isInstanceOf(BeamletException.class)
                    .hasMessageContaining("/entry/data/data in raw '" + file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"contiguous_f8", "lz4_u1", "gzip_tiles_big_endian"})
    void anInterruptedThreadStopsAllThatRead(String name) throws Exception {
        try (Hdf5Source source = Hdf5Source.open("raw", resource(name + ".h5"))) {
            FrameBlocks frames = source.frames(FRAMES);
            frames.block(0);
            Thread.currentThread().interrupt();
            for (boolean interrupted : new boolean[] {true, false}) {
                assertThatThrownBy(() -> frames.block(1))
                        .isInstanceOfSatisfying(
                                BeamletException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
                // The second time it is as in another lane: the file is closed.
                assertThat(Thread.interrupted()).isEqualTo(interrupted);
            }
        }
    }

    @Test
    void whatIsNotHdf5IsRefused(@TempDir Path folder) throws IOException {
        Path text = Files.writeString(folder.resolve("a.h5"), "not at all HDF5");
        assertThatThrownBy(() -> Hdf5Source.open("raw", text))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("raw '" + text + "' is not an HDF5 file");
    }

    @Test
    void numbersOfAllKindsKeepTheirValue() {
        ByteBuffer bits = ByteBuffer.allocate(16);
        bits.putLong(0, -1L);
        float[] one = new float[1];
        java.nio.ByteOrder order = java.nio.ByteOrder.BIG_ENDIAN;
        new SampleFormat(SampleFormat.Kind.UNSIGNED, 1, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(255f);
        new SampleFormat(SampleFormat.Kind.SIGNED, 1, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(-1f);
        new SampleFormat(SampleFormat.Kind.UNSIGNED, 2, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(65535f);
        new SampleFormat(SampleFormat.Kind.SIGNED, 2, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(-1f);
        new SampleFormat(SampleFormat.Kind.UNSIGNED, 4, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(0x1p32f);
        new SampleFormat(SampleFormat.Kind.SIGNED, 4, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(-1f);
        new SampleFormat(SampleFormat.Kind.UNSIGNED, 8, order).toFloats(bits, 0, one);
        assertThat(one[0]).isEqualTo(0x1p64f);
        bits.putShort(8, (short) 0x8000);
        new SampleFormat(SampleFormat.Kind.UNSIGNED, 2, order).toFloats(bits, 8, one);
        assertThat(one[0]).isEqualTo(32768f);
    }
}
