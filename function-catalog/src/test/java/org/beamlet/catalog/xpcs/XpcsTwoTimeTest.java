package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.Progress;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.twotime.Smoothing;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XpcsTwoTimeTest {
    private final List<String> warned = new ArrayList<>();

    private static final int ROWS = 40;
    private static final int COLUMNS = 50;
    private static final int FRAMES = 120;
    private static final double GAMMA = 0.03;

    @TempDir private Path folder;
    private Measurement measurement;
    private int[] mask;
    private int[] statics;
    private int[] dynamics;

    /** Two dynamic bins, of two static ones each; the border and a corner pixel are masked. */
    @BeforeEach
    void makeAMeasurement() {
        int pixels = ROWS * COLUMNS;
        mask = new int[pixels];
        statics = new int[pixels];
        dynamics = new int[pixels];
        for (int p = 0; p < pixels; p++) {
            int row = p / COLUMNS;
            boolean border = row == 0 || row == ROWS - 1 || p == COLUMNS + 1;
            mask[p] = border ? 0 : 1;
            statics[p] = border ? 0 : 1 + row / 10;
            dynamics[p] = border ? 0 : 1 + row / 20;
        }
        measurement =
                new Measurement(folder, ROWS, COLUMNS)
                        .frames(Speckle.series(FRAMES, pixels, GAMMA, 11))
                        .qmap(mask, statics, dynamics)
                        .metadata("series");
    }

    private ObjectNode arguments(String type) {
        return measurement.arguments().put("type", type).put("crop_ratio_threshold", 1.1);
    }

    private static double[] numbers(ObjectNode result, String path) {
        try (Hdf5Source in =
                Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
            return in.numbers(path).values();
        }
    }

    private void replaceQmap() throws IOException {
        Files.delete(measurement.qmap);
        measurement.qmap(mask, statics, dynamics);
    }

    @Test
    void aKnownDecayIsRecoveredByBoth() {
        ObjectNode result = Measurement.run(arguments("Both"));
        double[] twoTime = numbers(result, "/xpcs/twotime/normalized_g2");
        // About 950 pixels and 120 frames: means over a diagonal are good to a few percent.
        for (int lag = 1; lag < 40; lag++) {
            for (int bin = 0; bin < 2; bin++) {
                assertThat(twoTime[lag * 2 + bin])
                        .as("two-time lag %d", lag)
                        .isCloseTo(Speckle.g2(GAMMA, lag), within(0.08));
            }
        }
        double[] delays = numbers(result, "/xpcs/multitau/delay_list");
        double[] multiTau = numbers(result, "/xpcs/multitau/normalized_g2");
        for (int index = 0; delays[index] < 40; index++) {
            assertThat(multiTau[index * 2])
                    .as("multi-tau delay %s", delays[index])
                    .isCloseTo(Speckle.g2(GAMMA, delays[index]), within(0.08));
        }
    }

    @Test
    void bothHoldsAllThatEitherHolds() {
        ObjectNode both =
                Measurement.run(
                        arguments("Both")
                                .put("num_partial_g2", 2)
                                .put("prefix", "night")
                                .put("suffix", "v2"));
        ObjectNode multiTau = Measurement.run(arguments("Multitau"));
        ObjectNode twoTime = Measurement.run(arguments("Twotime"));
        assertThat(both.path("result_file").asText()).endsWith("/night_series_results_v2.hdf");
        // Partial results cut the batches elsewhere: sums are rounded in another order.
        assertThat(numbers(both, "/xpcs/multitau/normalized_g2"))
                .containsExactly(numbers(multiTau, "/xpcs/multitau/normalized_g2"), within(1e-6));
        for (String path :
                List.of(
                        "/xpcs/temporal_mean/scattering_2d",
                        "/xpcs/temporal_mean/scattering_1d",
                        "/xpcs/spatial_mean/intensity_vs_time")) {
            assertThat(numbers(both, path)).as(path).isEqualTo(numbers(multiTau, path));
        }
        for (String path :
                List.of(
                        "/xpcs/twotime/correlation_map/c2_00001",
                        "/xpcs/twotime/correlation_map/c2_00002",
                        "/xpcs/twotime/normalized_g2",
                        "/xpcs/twotime/normalized_g2_segments",
                        "/xpcs/twotime/processed_bins")) {
            assertThat(numbers(both, path)).as(path).isEqualTo(numbers(twoTime, path));
        }
        // What upstream leaves out of a result of both.
        assertThat(numbers(both, "/xpcs/multitau/normalized_g2_partial_labels"))
                .containsExactly(60, 120);
        try (Hdf5Source in =
                Hdf5Source.open("result", Path.of(both.path("result_file").asText()))) {
            assertThat(in.texts("/xpcs/rawdata_path")).containsExactly(measurement.raw.toString());
            assertThat(in.texts("/xpcs/multitau/config/prefix")).containsExactly("night");
            assertThat(in.texts("/xpcs/twotime/config/suffix")).containsExactly("v2");
            assertThat(in.texts("/xpcs/twotime/config/smooth")).containsExactly("sqmap");
            assertThat(in.texts("/xpcs/twotime/config/analysis_type")).containsExactly("Twotime");
        }
        assertThat(both.path("processed_bins").toString()).isEqualTo("[1,2]");
        assertThat(twoTime.has("delays")).isFalse();
    }

    @Test
    void theUpperTriangleIsStoredWithItsDiagonal() {
        double[] c2 =
                numbers(
                        Measurement.run(arguments("Twotime")),
                        "/xpcs/twotime/correlation_map/c2_00002");
        assertThat(c2).hasSize(FRAMES * FRAMES);
        for (int a = 0; a < FRAMES; a++) {
            for (int b = 0; b < FRAMES; b++) {
                if (b < a) {
                    assertThat(c2[a * FRAMES + b]).isZero();
                } else {
                    assertThat(c2[a * FRAMES + b]).isBetween(0.8, 2.4);
                }
            }
        }
    }

    /** Upstream fails here: its cache has the pixels of the bins, its frames all pixels. */
    @Test
    void aDetectorThatIsNotCroppedGivesTheSame() {
        String c2 = "/xpcs/twotime/correlation_map/c2_00001";
        double[] cropped = numbers(Measurement.run(arguments("Twotime")), c2);
        ObjectNode whole = arguments("Twotime").put("crop_ratio_threshold", 0);
        ObjectNode result = Measurement.run(whole);
        assertThat(result.path("cropped").asBoolean(true)).isFalse();
        assertThat(numbers(result, c2)).isEqualTo(cropped);
    }

    /** Upstream takes them into two-time, and in multi-tau divides the good ones' sum by all. */
    @Test
    void maskedPixelsTakeNoPartThoughTheyHaveLabels() throws IOException {
        String c2 = "/xpcs/twotime/correlation_map/c2_00001";
        String g2 = "/xpcs/multitau/normalized_g2";
        String curve = "/xpcs/temporal_mean/scattering_1d";
        // Not cropped, so that multi-tau has the masked pixels before it too.
        ObjectNode whole = arguments("Both").put("crop_ratio_threshold", 0);
        ObjectNode unlabelled = Measurement.run(whole);
        for (int p = 0; p < mask.length; p++) {
            statics[p] = 1 + p / COLUMNS / 10;
            dynamics[p] = 1 + p / COLUMNS / 20;
        }
        replaceQmap();
        ObjectNode labelled = Measurement.run(whole);
        for (String path : List.of(c2, g2, curve)) {
            assertThat(numbers(labelled, path)).as(path).isEqualTo(numbers(unlabelled, path));
        }
    }

    @Test
    void severalReadingsGiveWhatOneGives() {
        assertSameInLittleMemory(Optional.empty(), 2);
        assertThat(warned).isEmpty();
    }

    @Test
    void whatIsPutAsideGivesTheSameInOneReading() {
        assertSameInLittleMemory(Optional.of(folder.resolve("aside")), 1);
        assertThat(warned).isEmpty();
        assertThat(folder.resolve("aside")).doesNotExist();
    }

    @Test
    void whereNothingCanBePutAsideTheSeriesIsReadAgain() {
        assertSameInLittleMemory(Optional.of(folder.resolve("no/such/folder")), 2);
        assertThat(warned).singleElement().asString().contains("could not be put aside");
    }

    /** With room for the values of one bin alone. */
    private void assertSameInLittleMemory(Optional<Path> aside, int readings) {
        ObjectNode result = Measurement.run(arguments("Twotime"));
        CorrelateOptions options = CorrelateOptions.of(arguments("Twotime"));
        Qmap qmap = Qmap.read(measurement.qmap);
        Path file = folder.resolve("again.hdf");
        List<String> told = new ArrayList<>();
        List<Double> fractions = new ArrayList<>();
        try (RawSeries raw = RawSeries.open(measurement.raw);
                Lanes lanes = new Lanes(2);
                ResultFile out =
                        ResultFile.start(
                                file,
                                Optional.empty(),
                                new ResultFile.Subject(
                                        options, qmap, CarriedPixels.all(qmap.pixels())))) {
            FrameSelection selection = options.select(FRAMES);
            new TwoTimePasses(
                            qmap.roi(),
                            qmap.roi().bins(),
                            qmap.pixels(),
                            FRAMES,
                            (pixels, _) -> new FrameFeed(raw.frames(), selection, pixels, lanes),
                            _ -> {},
                            Smoothing.SQMAP,
                            new TwoTimeMap(FRAMES, Kernels.ofCpu(lanes).twoTimeLoops(), lanes),
                            lanes,
                            new TwoTimeRoom(1, 1, aside),
                            warned::add,
                            () -> {})
                    .run(
                            out,
                            _ -> (_, _, _) -> {},
                            (fraction, what) -> {
                                told.add(what);
                                fractions.add(fraction);
                            });
        }
        assertThat(told.stream().filter("reading 120 of 120 frames for two-time"::equals))
                .hasSize(readings);
        assertThat(fractions).isSorted();
        try (Hdf5Source again = Hdf5Source.open("result", file)) {
            for (String map : List.of("c2_00001", "c2_00002")) {
                String path = "/xpcs/twotime/correlation_map/" + map;
                assertThat(again.numbers(path).values()).isEqualTo(numbers(result, path));
            }
        }
    }

    @Test
    void aStaticBinOfTwoDynamicBinsIsForMultiTauAlone() throws IOException {
        Arrays.setAll(statics, p -> mask[p]);
        replaceQmap();
        for (String type : List.of("Twotime", "Both")) {
            assertThatThrownBy(() -> Measurement.run(arguments(type)))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.INPUT_INVALID))
                    .hasMessageContaining("static bin 1 of the qmap lies in dynamic bins 1 and 2")
                    .hasMessageContaining("type Multitau takes this one");
        }
        assertThat(measurement.output).doesNotExist();
        ObjectNode multiTau = Measurement.run(arguments("Multitau"));
        assertThat(numbers(multiTau, "/xpcs/multitau/normalized_g2")[0]).isBetween(1.8, 2.1);
    }

    @Test
    void mapsAreNumberedInTheirOrderAndLabelled() {
        ObjectNode result = Measurement.run(arguments("Twotime").put("dq_selection", "2-3"));
        assertThat(numbers(result, "/xpcs/twotime/processed_bins")).containsExactly(2);
        assertThat(result.path("warnings").toString())
                .contains("no good pixel lies in dynamic bin 3; skipped");
        double[] second =
                numbers(
                        Measurement.run(arguments("Twotime")),
                        "/xpcs/twotime/correlation_map/c2_00002");
        assertThat(numbers(result, "/xpcs/twotime/correlation_map/c2_00001")).isEqualTo(second);
        // A plain number, as the command line makes of --arg dq_selection=2.
        assertThat(Measurement.run(arguments("Twotime").put("dq_selection", 2)).path("frames"))
                .hasToString("120");
    }

    @Test
    void aBadSelectionOfBinsIsRefusedBeforeAnythingIsRead() {
        assertThatThrownBy(() -> Measurement.run(arguments("Both").put("dq_selection", "1,a")))
                .hasMessageContaining("dq_selection '1,a': 'a' at character 3");
        assertThat(measurement.output).doesNotExist();
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndLeavesNothing() {
        ObjectNode told = Measurement.run(arguments("Both").put("dry_run", true));
        assertThat(told.path("result_file").isNull()).isTrue();
        assertThat(told.path("files")).isEmpty();
        assertThat(told.path("frames").asInt()).isEqualTo(FRAMES);
        assertThat(told.path("delays").asInt()).isEqualTo(22);
        assertThat(told.path("processed_bins").toString()).isEqualTo("[1,2]");
        assertThat(measurement.output).doesNotExist();
        assertThatThrownBy(() ->
                        Measurement.run(
                                arguments("Twotime").put("dry_run", true).put("begin_frame", 117)))
                .hasMessageContaining("leave 3 of 120 frames");
    }

    @Test
    void spellingsOfBoostCorrsCallersAreTaken() {
        ObjectNode arguments =
                arguments("Multitau").put("save_g2", true).put("gpu_id", 0).put("verbose", true);
        ObjectNode result = Measurement.run(arguments);
        assertThat(numbers(result, "/xpcs/multitau/unnormalized_G2"))
                .hasSize(22 * 3 * ROWS * COLUMNS);
        assertThat(result.path("warnings").toString()).contains("gpu_id 0 has no effect");
    }

    @Test
    void theOldLayoutHasTheSameNumbersUnderExchange() {
        ObjectNode now = Measurement.run(arguments("Both"));
        ObjectNode old = Measurement.run(arguments("Both").put("layout", "old"));
        assertThat(old.path("result_file").asText()).endsWith("/series.hdf");
        assertThat(numbers(old, "/exchange/norm-0-g2"))
                .isEqualTo(numbers(now, "/xpcs/multitau/normalized_g2"));
        assertThat(numbers(old, "/exchange/norm-0-stderr"))
                .isEqualTo(numbers(now, "/xpcs/multitau/normalized_g2_err"));
        assertThat(numbers(old, "/exchange/C2T_all/g2_00002"))
                .isEqualTo(numbers(now, "/xpcs/twotime/correlation_map/c2_00002"));
        assertThat(numbers(old, "/exchange/frameSum"))
                .isEqualTo(numbers(now, "/xpcs/spatial_mean/intensity_vs_time"));
        try (Hdf5Source in = Hdf5Source.open("result", Path.of(old.path("result_file").asText()))) {
            assertThat(in.numbers("/exchange/tau").shape()).containsExactly(1, 22);
            assertThat(in.numbers("/exchange/pixelSum").shape()).containsExactly(ROWS, COLUMNS);
            assertThat(in.numbers("/exchange/partition-mean-total").shape()).containsExactly(1, 4);
            assertThat(in.numbers("/exchange/g2partials").shape()).containsExactly(24, 5, 2);
            assertThat(in.numbers("/xpcs/qphi_bin_to_process").shape()).containsExactly(1, 2);
            assertThat(in.numbers("/xpcs/dqmap").shape()).containsExactly(ROWS, COLUMNS);
            assertThat(in.texts("/entry/title")).containsExactly("series");
        }
        ObjectNode twoTime = Measurement.run(arguments("Twotime").put("layout", "old"));
        assertThat(twoTime.path("result_file").asText()).endsWith("/series_Twotime.hdf");
    }

    @Test
    void progressOfBothGrowsAndTellsOfEachBin() {
        List<Double> told = new ArrayList<>();
        List<String> words = new ArrayList<>();
        Measurement.run(
                arguments("Both"),
                (fraction, what) -> {
                    told.add(fraction);
                    words.add(what);
                });
        assertThat(told).isSorted().startsWith(0.0).endsWith(1.0);
        assertThat(words)
                .contains(
                        "correlating 120 of 120 frames",
                        "reading 120 of 120 frames for two-time",
                        "two-time of bin 1 of 2",
                        "two-time of bin 2 of 2");
    }

    @Test
    void aCancelledRunStopsAndLeavesNothing() {
        for (String at : List.of("reading the qmap", "reading 1", "two-time of bin 2")) {
            Progress cancelling =
                    (_, what) -> {
                        if (what.startsWith(at)) {
                            Thread.currentThread().interrupt();
                        }
                    };
            assertThatThrownBy(() -> Measurement.run(arguments("Twotime"), cancelling))
                    .isInstanceOfSatisfying(
                            BeamletException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_CANCELLED));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(measurement.output)
                    .satisfiesAnyOf(
                            out -> assertThat(out).doesNotExist(),
                            out -> assertThat(out).isEmptyDirectory());
        }
    }

    @Test
    void fewerThanFiveFramesAreRefused() {
        assertThatThrownBy(() -> Measurement.run(arguments("Twotime").put("end_frame", 4)))
                .hasMessageContaining("leave 4 of 120 frames");
        assertThat(Measurement.run(arguments("Twotime").put("end_frame", 5)).path("frames"))
                .hasToString("5");
    }
}
