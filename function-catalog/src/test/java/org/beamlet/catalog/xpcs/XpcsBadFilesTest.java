package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.denseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.imm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.rigaku;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.sparseImm;
import static org.beamlet.catalog.xpcs.raw.DetectorFiles.word;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are damaged or are not what they should be, for each kind of correlation. */
class XpcsBadFilesTest {
    private static final int FRAMES = 10;
    private static final int PIXELS = 12;

    @TempDir private Path folder;
    private Measurement good;

    @BeforeEach
    void makeAMeasurement() {
        good = new Measurement(folder, 3, 4).frames(frames()).oneBin();
    }

    private static float[][] frames() {
        float[][] frames = new float[FRAMES][PIXELS];
        for (int t = 0; t < FRAMES; t++) {
            for (int p = 0; p < PIXELS; p++) {
                frames[t][p] = 1 + (t * 5 + p * 3) % 7;
            }
        }
        return frames;
    }

    private ObjectNode arguments(CorrelationType type) {
        return good.arguments().put("type", type.word());
    }

    private void refused(ObjectNode arguments, ErrorCode code, String... words) {
        assertThatThrownBy(() -> Measurement.run(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> {
                            assertThat(e.code()).isEqualTo(code);
                            assertThat(e.remedy()).isNotBlank();
                        })
                .message()
                .contains(words);
        assertThat(good.output)
                .satisfiesAnyOf(
                        out -> assertThat(out).doesNotExist(),
                        out -> assertThat(out).isEmptyDirectory());
    }

    private void replace(Path file, Runnable writing) {
        assertThat(file.toFile().delete()).isTrue();
        writing.run();
    }

    private static void shorten(Path file, int bytes) throws IOException {
        try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(file.toFile().length() - bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(CorrelationType.class)
    void filesThatWereCutAreRefused(CorrelationType type) throws IOException {
        shorten(good.raw, 20);
        refused(arguments(type), ErrorCode.INPUT_INVALID, "ends early", "copied whole");

        byte[] frame = sparseImm(3, 4, 5, 1);
        Path imm = imm(folder.resolve("a.imm"), frame, frame, frame, frame, frame, frame);
        shorten(imm, 4);
        refused(
                arguments(type).put("raw", imm.toString()),
                ErrorCode.INPUT_INVALID,
                "frame 5 has 2 of 6 bytes of its counts",
                "copy it again");

        Path rigaku = rigaku(folder.resolve("a.bin"), word(0, 1, 1), word(7, 1, 1));
        shorten(rigaku, 3);
        refused(
                arguments(type).put("raw", rigaku.toString()),
                ErrorCode.INPUT_INVALID,
                "word 1 is cut");

        shorten(good.qmap, 1);
        refused(arguments(type), ErrorCode.INPUT_INVALID, "qmap '", "ends early");
    }

    @ParameterizedTest
    @EnumSource(CorrelationType.class)
    void framesThatAreNoNumbersAreRefused(CorrelationType type) {
        float[][] holed = frames();
        holed[3][2] = Float.NaN;
        replace(good.raw, () -> good.frames(holed));
        refused(arguments(type), ErrorCode.INPUT_INVALID, "frame 3", "finite", "mask such pixels");
        float[][] endless = frames();
        endless[FRAMES - 1][0] = Float.NEGATIVE_INFINITY;
        replace(good.raw, () -> good.frames(endless));
        refused(arguments(type), ErrorCode.INPUT_INVALID, "frame 9", "finite");
    }

    @Test
    void framesOfAnotherKindOrShapeAreRefused() {
        replace(
                good.raw,
                () -> {
                    try (Hdf5Writer out = Hdf5Writer.create(good.raw)) {
                        out.scalar("/entry/data/data", "frames");
                    }
                });
        refused(
                good.arguments(),
                ErrorCode.INPUT_INVALID,
                "/entry/data/data in raw",
                "give frames as (frames, rows, columns)");
        replace(
                good.raw,
                () -> {
                    try (Hdf5Writer out = Hdf5Writer.create(good.raw)) {
                        out.array("/entry/data/data", new int[24], 6, 4);
                    }
                });
        refused(good.arguments(), ErrorCode.INPUT_INVALID, "has shape 6 x 4");
        Path packed = folder.resolve("a.h5.000");
        assertThat(good.raw.toFile().renameTo(packed.toFile())).isTrue();
        refused(
                good.arguments().put("raw", packed.toString()),
                ErrorCode.INPUT_INVALID,
                "packed frames of a Rigaku module",
                ".bin.000");
    }

    @ParameterizedTest
    @EnumSource(CorrelationType.class)
    void darkFramesAreCountedAndGiveNoNaN(CorrelationType type) {
        float[][] some = frames();
        some[0] = new float[PIXELS];
        some[6] = new float[PIXELS];
        replace(good.raw, () -> good.frames(some));
        requireDark(Measurement.run(arguments(type)), 2);
        replace(good.raw, () -> good.frames(new float[FRAMES][PIXELS]));
        requireDark(Measurement.run(arguments(type)), FRAMES);
        byte[] dark = sparseImm(3, 4);
        byte[] lit = sparseImm(3, 4, 1, 3, 7, 2);
        Path imm = imm(folder.resolve("a.imm"), lit, dark, lit, dark, lit, lit, dark);
        requireDark(Measurement.run(arguments(type).put("raw", imm.toString())), 3);
    }

    private static void requireDark(ObjectNode result, int count) {
        assertThat(result.path("warnings").toString())
                .contains(
                        "%d of %d frames have no light"
                                .formatted(count, result.path("frames").asInt()));
        try (Hdf5Source in =
                Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
            for (String path :
                    new String[] {
                        "/xpcs/multitau/normalized_g2",
                        "/xpcs/twotime/normalized_g2",
                        "/xpcs/twotime/correlation_map/c2_00001",
                        "/xpcs/temporal_mean/scattering_1d_segments"
                    }) {
                in.optionalNumbers(path)
                        .ifPresent(numbers ->
                                assertThat(Arrays.stream(numbers.values()))
                                        .as(path)
                                        .allMatch(Double::isFinite));
            }
        }
    }

    @Test
    void fewerThanFiveFramesAreRefusedInEveryFormat() {
        byte[] sparse = sparseImm(3, 4, 5, 1);
        byte[] dense = denseImm(3, 4, new int[PIXELS]);
        refused(
                good.arguments()
                        .put(
                                "raw",
                                imm(folder.resolve("a.imm"), sparse, sparse, sparse, sparse)
                                        .toString()),
                ErrorCode.INPUT_INVALID,
                "has 4 frames, a correlation needs 5");
        refused(
                good.arguments().put("raw", imm(folder.resolve("b.imm"), dense, dense).toString()),
                ErrorCode.INPUT_INVALID,
                "has 2 frames");
        Path qmap = folder.resolve("module.h5");
        int[] ones = new int[512 * 1024];
        Arrays.fill(ones, 1);
        try (Hdf5Writer out = Hdf5Writer.create(qmap)) {
            for (String map : new String[] {"mask", "static_roi_map", "dynamic_roi_map"}) {
                out.array("/qmap/" + map, ones, 512, 1024);
            }
        }
        refused(
                good.arguments()
                        .put("raw", rigaku(folder.resolve("a.bin"), word(3, 0, 1)).toString())
                        .put("qmap", qmap.toString()),
                ErrorCode.INPUT_INVALID,
                "has 4 frames");
    }

    /** Frames by the thousand million, or pixels, of which the file has not one. */
    @ParameterizedTest
    @CsvSource({
        "1099511627776, 3, 4, says that it has 1099511627776 frames",
        "100000000, 3, 4, says that it has 100000000 frames",
        "8, 1048576, 1048576, has shape 8 x 1048576 x 1048576",
        "8, 16384, 16384, has shape 8 x 16384 x 16384"
    })
    void aSeriesThatTheFileCannotHoldIsRefusedAtOnce(
            long frames, long rows, long columns, String words) {
        replace(
                good.raw,
                () -> {
                    try (Hdf5Writer out = Hdf5Writer.create(good.raw)) {
                        Storage chunks = Storage.compressed(1, 3, 4);
                        out.dataset(
                                        "/entry/data/data",
                                        ElementType.INT32,
                                        chunks,
                                        frames,
                                        rows,
                                        columns)
                                .close();
                    }
                });
        refused(good.arguments(), ErrorCode.INPUT_INVALID, words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bitshuffle_u2", "blosc_u2", "lz4_u1", "lzf_i4", "gzip_tiles_big_endian"})
    void aDamagedChunkIsRefused(String name) throws Exception {
        Measurement eight = new Measurement(folder.resolve("eight"), 8, 8);
        assertThat(eight.folder.toFile().mkdir()).isTrue();
        eight.oneBin();
        Path source =
                Path.of(
                        Objects.requireNonNull(getClass().getResource("/hdf5/" + name + ".h5"))
                                .toURI());
        ObjectNode arguments = eight.arguments().put("raw", eight.raw.toString());
        Files.copy(source, eight.raw);
        assertThat(Measurement.run(arguments.put("output", folder.resolve("sound").toString())))
                .isNotEmpty();
        byte[] bytes = Files.readAllBytes(eight.raw);
        // The chunks lie behind what describes them; their first bytes tell lengths or streams.
        Arrays.fill(bytes, firstChunk(eight.raw), bytes.length, (byte) 0xa5);
        Files.write(eight.raw, bytes);
        for (CorrelationType type : CorrelationType.values()) {
            refused(
                    arguments.put("type", type.word()).put("output", good.output.toString()),
                    ErrorCode.INPUT_INVALID,
                    "/entry/data/data in raw");
        }
    }

    private static int firstChunk(Path file) {
        try (io.jhdf.HdfFile in = new io.jhdf.HdfFile(file)) {
            var dataset =
                    (io.jhdf.dataset.chunked.ChunkedDatasetBase)
                            in.getDatasetByPath("/entry/data/data");
            byte[] chunk = new byte[dataset.getRawChunkBuffer(new int[3]).remaining()];
            dataset.getRawChunkBuffer(new int[3]).get(chunk);
            String all = latin(Files.readAllBytes(file));
            return all.indexOf(latin(chunk));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    @Test
    void whateverByteOfAnHdf5FileIsWrongThereIsAnErrorOrNumbers() throws Exception {
        long seed = 20261123;
        java.util.Random random = new java.util.Random(seed);
        for (String name : new String[] {"lz4_u1", "contiguous_f8", "gzip_tiles_big_endian"}) {
            byte[] whole =
                    Files.readAllBytes(
                            Path.of(
                                    Objects.requireNonNull(
                                                    getClass().getResource("/hdf5/" + name + ".h5"))
                                            .toURI()));
            for (int attempt = 0; attempt < 400; attempt++) {
                byte[] bytes = whole.clone();
                for (int i = 0; i <= attempt % 3; i++) {
                    bytes[8 + random.nextInt(bytes.length - 8)] = (byte) random.nextInt();
                }
                Path file = Files.write(folder.resolve("odd.h5"), bytes);
                try (RawSeries series = RawSeries.open(file)) {
                    var blocks =
                            ((org.beamlet.catalog.xpcs.raw.DenseFrames) series.frames()).blocks();
                    blocks.block(0);
                    blocks.block((blocks.frames() - 1) / blocks.framesPerBlock());
                } catch (BeamletException told) {
                    assertThat(told.code())
                            .as("%s, attempt %d of seed %d", name, attempt, seed)
                            .isEqualTo(ErrorCode.INPUT_INVALID);
                }
            }
        }
    }

    @Test
    void metadataThatIsNoHdf5IsPassedOverWithAWord() throws IOException {
        Path metadata = Files.writeString(folder.resolve("series_metadata.hdf"), "frame_time 0.1");
        ObjectNode elsewhere = good.arguments().put("output", folder.resolve("o1").toString());
        assertThat(Measurement.run(elsewhere).path("warnings").toString())
                .contains("'%s' is no HDF5 file with /entry/schema_version".formatted(metadata));
        Files.delete(metadata);
        good.metadata("series");
        shorten(metadata, 50);
        for (CorrelationType type : CorrelationType.values()) {
            refused(
                    arguments(type),
                    ErrorCode.INPUT_INVALID,
                    "metadata '" + metadata,
                    "ends early");
        }
    }
}
