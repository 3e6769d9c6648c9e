package org.beamlet.catalog.hdf5.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Node;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.NumberArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** On files that h5py and hdf5plugin wrote; make_hdf5_filters.py tells how. */
class FiltersTest {
    private static Path file() {
        try {
            return Path.of(
                    Objects.requireNonNull(FiltersTest.class.getResource("/hdf5/filters.h5"))
                            .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> stacks() {
        return names().filter(name -> !name.equals("map"));
    }

    private static Stream<String> names() {
        Filters.install();
        try (HdfFile file = new HdfFile(file())) {
            List<String> names = new ArrayList<>();
            for (Node node : file) {
                if (node instanceof Dataset) {
                    names.add(node.getName());
                }
            }
            return names.stream();
        }
    }

    private static double expected(String name, int index) {
        if (name.startsWith("blosc2_zero")) {
            return 0;
        }
        if (name.endsWith("_ramp")) {
            return index * 7L % 251;
        }
        long mixed = (index * 2654435761L & 0xffff_ffffL) >>> 16;
        boolean signed = name.startsWith("lzf_noise");
        return signed ? (short) mixed : mixed;
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void everyFrameIsWhatWasStored(String name) {
        try (Hdf5Source source = Hdf5Source.open("raw", file())) {
            FrameBlocks frames = source.frames("/" + name);
            int pixels = frames.pixels();
            float[] values = new float[pixels];
            for (int frame = 0; frame < frames.frames(); frame++) {
                ByteBuffer block = frames.block(frame / frames.framesPerBlock());
                int place = frame % frames.framesPerBlock();
                frames.format()
                        .toFloats(block, block.position() + place * frames.frameBytes(), values);
                for (int p = 0; p < pixels; p++) {
                    assertThat(values[p])
                            .as("frame %d, pixel %d", frame, p)
                            .isEqualTo((float) expected(name, frame * pixels + p));
                }
            }
        }
    }

    @Test
    void thereAreStacksOfEveryFilter() {
        assertThat(stacks())
                .hasSizeGreaterThan(60)
                .contains(
                        "blosc_snappy_bits_ramp",
                        "bitshuffle_zstd_noise",
                        "zstd_noise",
                        "blosc2_bits_ramp");
    }

    @Test
    void aMapIsReadWhole() {
        try (Hdf5Source source = Hdf5Source.open("qmap", file())) {
            NumberArray map = source.numbers("/map");
            assertThat(map.shape()).containsExactly(37, 59);
            for (int i = 0; i < map.values().length; i++) {
                assertThat(map.values()[i]).isEqualTo(i * 7 % 251);
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Read only, never compared.
    private record Stored(ChunkPipeline pipeline, byte[] bytes, int size) {}

    private static Stored firstChunk(HdfFile file, String name) {
        ChunkedDatasetBase dataset = (ChunkedDatasetBase) file.getDatasetByPath("/" + name);
        int size = dataset.getDataType().getSize();
        for (int extent : dataset.getChunkDimensions()) {
            size *= extent;
        }
        ByteBuffer raw = dataset.getRawChunkBuffer(new int[dataset.getDimensions().length]);
        byte[] bytes = new byte[raw.remaining()];
        raw.get(bytes);
        return new Stored(new ChunkPipeline(dataset.getFilters(), size), bytes, size);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aDamagedChunkIsToldOrGivesItsSize(String name) {
        long seed = 20261123;
        Random random = new Random(seed);
        try (HdfFile file = new HdfFile(file())) {
            Stored chunk = firstChunk(file, name);
            for (int attempt = 0; attempt < 80; attempt++) {
                byte[] bytes = chunk.bytes().clone();
                if (attempt % 4 == 0) {
                    bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
                }
                int reach = attempt % 2 == 0 ? Math.min(40, bytes.length) : bytes.length;
                for (int i = 0; i <= random.nextInt(4) && reach > 0; i++) {
                    bytes[random.nextInt(reach)] = (byte) random.nextInt();
                }
                try {
                    assertThat(chunk.pipeline().decode(bytes).length)
                            .as("%s, attempt %d of seed %d", name, attempt, seed)
                            .isGreaterThanOrEqualTo(chunk.size());
                } catch (FilterFailure told) {
                    assertThat(told).hasMessageMatching("(?s).{10,}");
                }
            }
        }
    }

    @Test
    void aLengthInAChunkIsNotBelieved() {
        // Each tells of two GB.
        byte[] lz4 =
                ByteBuffer.allocate(64)
                        .putLong(0, Integer.MAX_VALUE - 8L)
                        .putInt(8, 1 << 22)
                        .array();
        assertThatThrownBy(() -> new Lz4().decode(lz4, new int[0], 1000))
                .isInstanceOf(FilterFailure.class)
                .hasMessageContaining("LZ4 tells of 2147483639 bytes");
        assertThatThrownBy(() -> new BitShuffle().decode(lz4, new int[] {0, 3, 2, 0, 2}, 1000))
                .isInstanceOf(FilterFailure.class)
                .hasMessageContaining("bitshuffle tells of 2147483639 bytes");
        byte[] blosc = new byte[64];
        blosc[0] = 2;
        blosc[3] = 2;
        ByteBuffer.wrap(blosc)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putInt(4, Integer.MAX_VALUE - 8)
                .putInt(8, 4096)
                .putInt(12, 64);
        assertThatThrownBy(() -> new Blosc().decode(blosc, new int[0], 1000))
                .isInstanceOf(FilterFailure.class)
                .hasMessageContaining("tells of 2147483639 bytes");
        assertThatThrownBy(() -> new Lzf().decode(blosc, new int[] {0, 0, 1 << 30}, 1000))
                .isInstanceOf(FilterFailure.class)
                .hasMessageContaining("LZF tells of 1073741824 bytes");
    }

    @Test
    void aChecksumOfAnEarlierReleaseIsAcceptedAndAWrongOneIsNot() {
        byte[] data = "abcdefg".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        int sum = Fletcher32.sum(data, data.length);
        ByteBuffer stored =
                ByteBuffer.allocate(11).order(java.nio.ByteOrder.LITTLE_ENDIAN).put(data);
        int swapped = (sum & 0xff00ff) << 8 | ((sum >>> 8) & 0xff00ff);
        for (int told : new int[] {sum, swapped}) {
            byte[] bytes = stored.putInt(7, told).array();
            assertThat(new Fletcher32().decode(bytes, new int[0], 100)).isEqualTo(data);
        }
        byte[] wrong = stored.putInt(7, sum + 1).array();
        assertThatThrownBy(() -> new Fletcher32().decode(wrong, new int[0], 100))
                .isInstanceOf(FilterFailure.class)
                .hasMessageContaining("checksum");
    }
}
