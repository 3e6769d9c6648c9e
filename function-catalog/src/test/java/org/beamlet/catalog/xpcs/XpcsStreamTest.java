package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.xpcs.raw.DetectorFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XpcsStreamTest {
    private static final List<String> RESULTS =
            List.of(
                    "/xpcs/multitau/delay_list",
                    "/xpcs/multitau/normalized_g2",
                    "/xpcs/multitau/normalized_g2_err",
                    "/xpcs/temporal_mean/scattering_1d",
                    "/xpcs/temporal_mean/scattering_1d_segments",
                    "/xpcs/temporal_mean/scattering_2d",
                    "/xpcs/spatial_mean/intensity_vs_time");

    @TempDir Path folder;
    private Measurement measurement;
    private final List<JsonNode> partials = new CopyOnWriteArrayList<>();

    @BeforeEach
    void makeAMeasurement() {
        measurement = new Measurement(folder, 512, 1024);
        int[] ones = new int[512 * 1024];
        int[] bins = new int[512 * 1024];
        for (int p = 0; p < ones.length; p++) {
            ones[p] = 1;
            bins[p] = 1 + p % 3;
        }
        measurement.qmap(ones, bins, bins);
    }

    /** Frames in which every pixel of a few counts as often as its own number says. */
    private static long[] words(int frames) {
        long[] words = new long[frames * 12];
        for (int i = 0; i < words.length; i++) {
            int frame = i / 12;
            words[i] = DetectorFiles.word(frame, 7 * (i % 12), 1 + (frame * (i % 12 + 1)) % 5);
        }
        return words;
    }

    private ObjectNode streamed(Path raw) {
        return measurement
                .arguments()
                .put("raw", raw.toString())
                .put("stream", true)
                .put("stream_idle_s", 2);
    }

    private ObjectNode followed(ObjectNode arguments) {
        return Measurement.run(
                arguments,
                new Progress() {
                    @Override
                    public void at(double fraction, String what) {}

                    @Override
                    public void partial(JsonNode value) {
                        partials.add(value);
                    }
                });
    }

    private static Object read(JsonNode result, String path) {
        try (HdfFile in = new HdfFile(Path.of(result.path("result_file").asText()))) {
            return in.getDatasetByPath(path).getData();
        }
    }

    @Test
    void theResultFileHoldsWhatABatchRunWrites() throws IOException {
        Path raw = DetectorFiles.rigaku(folder.resolve("series.bin"), words(41));
        Files.createFile(folder.resolve("series.bin.end"));
        measurement.metadata("series");

        ObjectNode streamed =
                followed(streamed(raw).put("stream_idle_s", 60).put("partial_every_s", 0.5));
        ObjectNode whole =
                Measurement.run(
                        measurement.arguments().put("raw", raw.toString()).put("device", "cpu"));

        assertThat(streamed.path("frames").asInt()).isEqualTo(41);
        assertThat(streamed.path("delays")).isEqualTo(whole.path("delays"));
        for (String path : RESULTS) {
            assertThat(read(streamed, path)).as(path).isEqualTo(read(whole, path));
        }
        JsonNode first = partials.getFirst();
        assertThat(first.path("state").asText()).isEqualTo("following");
        assertThat(first.path("frames").asInt()).isEqualTo(40);
        JsonNode last = partials.getLast();
        assertThat(last.path("state").asText()).isEqualTo("ended: asked to");
        assertThat(last.path("correlated").asInt()).isEqualTo(41);
        assertThat(last.path("delays_in").asText()).isEqualTo("s");
        assertThat(last.path("delays").path(2).asDouble()).isEqualTo(0.03);
        float[][] g2 = (float[][]) read(whole, "/xpcs/multitau/normalized_g2");
        assertThat(last.path("bins")).isEqualTo(Json.read("[1,2,3]"));
        assertThat(last.path("g2").path(1).path(4).asDouble())
                .isCloseTo(g2[4][1], withinPercentage(1e-3));
        assertThat(last.path("g2").path(1)).hasSize(g2.length);
        assertThat(Json.writeBytes(last).length).isLessThan(Progress.MOST_PARTIAL_BYTES);
    }

    @Test
    void itEndsAtEndFrameWithoutWaiting() {
        Path raw = DetectorFiles.rigaku(folder.resolve("series.bin"), words(41));

        ObjectNode streamed =
                followed(streamed(raw).put("stream_idle_s", 3600).put("end_frame", 30));

        assertThat(streamed.path("frames").asInt()).isEqualTo(30);
        assertThat(partials.getLast().path("state").asText()).isEqualTo("ended: end_frame");
    }

    @Test
    void filesOfAFolderAreOneSeries() throws IOException {
        Path series = Files.createDirectories(folder.resolve("series"));
        DetectorFiles.rigaku(series.resolve("s_1.bin"), words(9));
        DetectorFiles.rigaku(series.resolve("s_2.bin"), words(12));

        ObjectNode streamed =
                followed(streamed(series).put("avg_frame", 2).put("stream_idle_s", 4));

        assertThat(streamed.path("frames").asInt()).isEqualTo(10);
        assertThat(Path.of(streamed.path("result_file").asText()))
                .hasFileName("series_results.hdf");
    }

    @ParameterizedTest
    @CsvSource({
        "type, Twotime, type Twotime",
        "type, Both, type Both",
        "begin_frame, -5, begin_frame -5",
        "num_partial_g2, 3, num_partial_g2 3",
        "device, gpu, device gpu",
        "precision, float64, precision float64",
        "dry_run, true, dry_run",
    })
    void whatDoesNotGoWithAStreamIsRefused(String name, String value, String said) {
        ObjectNode arguments = streamed(folder.resolve("none.bin"));
        arguments.set(
                name,
                value.matches("[A-Z].*|gpu|float64")
                        ? Json.mapper().valueToTree(value)
                        : Json.read(value));

        assertThatThrownBy(() -> followed(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining(said + " does not go with stream");
    }

    @Test
    void aFileThatNeverComesIsWaitedForAndThenToldOf() {
        assertThatThrownBy(() -> followed(streamed(folder.resolve("none.bin"))))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_NOT_FOUND))
                .hasMessageContaining("did not appear in 2 s");
        assertThat(measurement.output).isEmptyDirectory();
    }

    @Test
    void tooFewFramesAreToldOfInTheEnd() {
        Path raw = DetectorFiles.rigaku(folder.resolve("series.bin"), words(4));

        assertThatThrownBy(() -> followed(streamed(raw)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .hasMessageContaining("has 4 frames");
    }

    /** Nor are millions of dark frames correlated meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLastWordThatClaimsMillionsOfFramesIsRefusedUnlessTheirNumberIsGiven(boolean inAFolder)
            throws IOException {
        Path where = inAFolder ? Files.createDirectories(folder.resolve("series.bin.d")) : folder;
        long[] words = Arrays.copyOf(words(40), 40 * 12 + 1);
        words[40 * 12] = DetectorFiles.word(0xff_fffe, 1, 1);
        Path file = DetectorFiles.rigaku(where.resolve("series.bin"), words);
        ObjectNode arguments = streamed(inAFolder ? where : file);

        assertThatThrownBy(() -> followed(arguments))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                .hasMessageContaining(file + "' has an event in frame 16777214")
                .hasMessageContaining("too few events");
        assertThat(partials).isEmpty();
        assertThat(measurement.output).isEmptyDirectory();

        ObjectNode result = followed(arguments.put("end_frame", 40));
        assertThat(result.path("frames").asInt()).isEqualTo(40);
    }

    @Test
    void aFrameOfAnotherShapeThanTheQmapIsToldOfAtOnce() throws IOException {
        Files.delete(measurement.qmap);
        new Measurement(folder, 4, 4).oneBin();
        Path raw = DetectorFiles.rigaku(folder.resolve("series.bin"), words(20));

        assertThatThrownBy(() -> followed(streamed(raw).put("stream_idle_s", 3600)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.SHAPE_MISMATCH));
    }

    /** Its index is in the headers of its frames, of which the last may be half there. */
    @Test
    void anImmFileThatGrowsIsRefusedAtOnce() {
        byte[] frame = DetectorFiles.sparseImm(512, 1024, 1, 3);
        Path raw = DetectorFiles.imm(folder.resolve("series.imm"), frame, frame, frame);

        assertThatThrownBy(() -> followed(streamed(raw).put("stream_idle_s", 3600)))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGUMENTS_INVALID))
                .hasMessageContaining("is IMM, which is not followed while it grows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"imm", "h5"})
    void filesOfOtherFormatsInAFolderAreOneSeriesToo(String format) throws IOException {
        Path series = Files.createDirectories(folder.resolve("parts"));
        int[] lit = {4, 1};
        for (int part = 0; part < lit.length; part++) {
            Path file = series.resolve("s_%d.%s".formatted(9 + part, format));
            int frames = lit[part] + 1;
            if (format.equals("imm")) {
                byte[][] all = new byte[frames][];
                Arrays.fill(all, DetectorFiles.sparseImm(512, 1024, 1, 3, 7, 2));
                // The last frame of each is dark.
                all[frames - 1] = DetectorFiles.sparseImm(512, 1024);
                DetectorFiles.imm(file, all);
            } else {
                int[] all = new int[frames * 512 * 1024];
                Arrays.fill(all, 0, (frames - 1) * 512 * 1024, 2);
                try (Hdf5Writer out = Hdf5Writer.create(file)) {
                    out.array("/entry/data/data", all, frames, 512, 1024);
                }
            }
        }

        ObjectNode streamed = followed(streamed(series).put("stream_idle_s", 4));

        assertThat(streamed.path("frames").asInt()).isEqualTo(7);
        assertThat(streamed.path("warnings").toString()).contains("2 of 7 frames have no light");
    }

    @Test
    void whatStaysBrokenIsToldOfInTheEnd() throws IOException {
        Path raw = Files.writeString(folder.resolve("series.h5"), "not what it should be");

        assertThatThrownBy(() -> followed(streamed(raw)))
                .hasMessageContaining("is not an HDF5 file");
    }

    @Test
    void aStreamIsStoppedAtOnce() throws Exception {
        Path raw = DetectorFiles.rigaku(folder.resolve("series.bin"), words(20));
        CopyOnWriteArrayList<Throwable> ended = new CopyOnWriteArrayList<>();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                followed(
                                        streamed(raw)
                                                .put("stream_idle_s", 3600)
                                                .put("partial_every_s", 0.5));
                            } catch (RuntimeException e) {
                                ended.add(e);
                            }
                        });
        while (partials.isEmpty() && thread.isAlive()) {
            Thread.sleep(20);
        }

        thread.interrupt();
        thread.join();

        assertThat(ended.getFirst())
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
        assertThat(measurement.output).isEmptyDirectory();
    }
}
