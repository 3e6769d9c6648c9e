package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.beamlet.catalog.hdf5.ElementType;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.NumberArray;
import org.beamlet.catalog.hdf5.Storage;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmapTest {
    private static final int[] ONES = {1, 1, 1, 1, 1, 1};
    private static final int[] STATICS = {1, 1, 2, 2, 4, 4};
    private static final int[] DYNAMICS = {1, 1, 1, 1, 2, 2};

    @TempDir private Path folder;

    private Path file() {
        return folder.resolve("qmap.h5");
    }

    private Path oldQmap(int[] mask, int[] statics, int[] dynamics) {
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            out.array("/data/mask", mask, 2, 3);
            out.array("/data/staticMap", statics, 2, 3);
            out.array("/data/dynamicMap", dynamics, 2, 3);
            out.array("/data/sphival", new double[5], 1, 5);
            out.array("/data/dphival", new double[3], 1, 3);
            out.array("/data/dqval", new double[] {0.01, 0.02, 0.03}, 1, 3);
        }
        return file();
    }

    private static void fails(Path file, ErrorCode code, String... words) {
        assertThatThrownBy(() -> Qmap.read(file))
                .isInstanceOfSatisfying(
                        BeamletException.class, e -> assertThat(e.code()).isEqualTo(code))
                .message()
                .contains(words);
    }

    @Nested
    class OldSchema {
        @Test
        void countsItsBinsByTheirLists() {
            Path file = oldQmap(ONES, STATICS, DYNAMICS);
            Qmap qmap = Qmap.read(file);
            assertThat(qmap.schema()).isEqualTo(QmapSchema.OLD);
            assertThat(qmap.rows()).isEqualTo(2);
            assertThat(qmap.statics()).containsExactly(STATICS);
            assertThat(qmap.staticBins()).isEqualTo(5);
            assertThat(qmap.dynamicBins()).isEqualTo(3);
            assertThat(qmap.blemish()).isEqualTo(qmap.mask());
            Bins bins = Bins.of(qmap, CarriedPixels.all(6));
            assertThat(bins.staticBins()).isEqualTo(5);
            assertThat(bins.dynamicBins()).isEqualTo(3);
            assertThat(bins.filledStatics()).containsExactly(0, 1, 3);
            assertThat(BinGrid.read(file, "dynamic", 3).name(0)).isEqualTo("q = 0.01 Å⁻¹");
        }

        @Test
        void isCorrelatedAsTheNewOneAndStoredWithItsNames() {
            Measurement measurement = new Measurement(folder, 2, 3);
            float[][] frames = new float[8][6];
            for (int t = 0; t < 8; t++) {
                for (int p = 0; p < 6; p++) {
                    frames[t][p] = 1 + (t * 5 + p * 3) % 7;
                }
            }
            measurement.frames(frames);
            Path old = oldQmap(ONES, STATICS, DYNAMICS);
            Path result = correlated(measurement, old);
            double[] g2 = g2(result);
            try (Hdf5Source source = Hdf5Source.open("result", result)) {
                assertThat(source.numbers("/xpcs/qmap/dynamic_v_list_dim0").values())
                        .containsExactly(0.01, 0.02, 0.03);
            }
            assertThat(old.toFile().delete()).isTrue();
            measurement.qmap(ONES, STATICS, DYNAMICS);
            double[] expected = g2(correlated(measurement, measurement.qmap));
            // The new schema knows of no third dynamic bin; its column here is zero.
            assertThat(g2).hasSize(expected.length / 2 * 3);
            for (int row = 0; row < expected.length / 2; row++) {
                assertThat(g2[3 * row]).isEqualTo(expected[2 * row]);
                assertThat(g2[3 * row + 1]).isEqualTo(expected[2 * row + 1]);
                assertThat(g2[3 * row + 2]).isZero();
            }
        }

        private Path correlated(Measurement measurement, Path qmap) {
            var arguments = measurement.arguments().put("qmap", qmap.toString());
            return Path.of(Measurement.run(arguments).path("result_file").asText());
        }

        private double[] g2(Path result) {
            try (Hdf5Source source = Hdf5Source.open("result", result)) {
                assertThat(source.numbers("/xpcs/qmap/dynamic_roi_map").values())
                        .containsExactly(1, 1, 1, 1, 2, 2);
                return source.numbers("/xpcs/multitau/normalized_g2").values();
            }
        }

        @Test
        void findsTheGridBehindItsBins() {
            BinAxes grid =
                    BinAxes.ofBins(List.of(0.1, 0.1, 0.2, 0.2), List.of(30.0, 60.0, 30.0, 60.0));
            assertThat(grid.first()).containsExactly(0.1, 0.2);
            assertThat(grid.second()).containsExactly(30.0, 60.0);
            BinAxes none = new BinAxes(List.of(), List.of());
            assertThat(BinAxes.ofBins(List.of(0.1, 0.1, 0.2), List.of(1.0, 2.0, 1.0)))
                    .isEqualTo(none);
            assertThat(BinAxes.ofBins(List.of(), List.of())).isEqualTo(none);
        }
    }

    @Test
    void aFileOfNeitherSchemaIsRefused() {
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            out.array("/map", ONES, 2, 3);
        }
        fails(
                file(),
                ErrorCode.INPUT_INVALID,
                "has neither /qmap/dynamic_roi_map nor /data/dynamicMap",
                "h5ls");
    }

    @Test
    void aStaticBinAcrossDynamicBinsIsToldAndCountsInBoth() {
        int[] statics = {1, 1, 1, 2, 2, 2};
        int[] dynamics = {1, 1, 2, 2, 3, 3};
        Qmap qmap = Qmap.read(oldQmap(ONES, statics, dynamics));
        assertThat(qmap.warnings())
                .containsExactly(
                        "2 static bins lie in more than one dynamic bin (1 in 1 and 2) and count in"
                                + " each with all of their pixels");
        int[] mask = {1, 1, 0, 1, 0, 0};
        assertThat(file().toFile().delete()).isTrue();
        assertThat(Qmap.read(oldQmap(mask, statics, dynamics)).warnings()).isEmpty();
    }

    @Test
    void notANumberIsRefusedInEveryMap() {
        double[] hole = {1, 1, 1, 1, Double.NaN, 1};
        for (String map : List.of("mask", "static_roi_map", "dynamic_roi_map", "blemish")) {
            try (Hdf5Writer out = Hdf5Writer.create(file())) {
                for (String name :
                        List.of("mask", "static_roi_map", "dynamic_roi_map", "blemish")) {
                    double[] ones = {1, 1, 1, 1, 1, 1};
                    out.array("/qmap/" + name, name.equals(map) ? hole : ones, 2, 3);
                }
            }
            fails(file(), ErrorCode.INPUT_INVALID, "has NaN at pixel (1, 1)");
            assertThat(file().toFile().delete()).isTrue();
        }
    }

    @Test
    void labelsOfEveryNumberTypeAreTheSame() {
        for (Object labels :
                List.of(
                        new long[] {1, 1, 2, 2, 4, 4},
                        new float[] {1, 1, 2, 2, 4, 4},
                        new double[] {1, 1, 2, 2, 4, 4})) {
            try (Hdf5Writer out = Hdf5Writer.create(file())) {
                out.array("/qmap/mask", ONES, 2, 3);
                out.array("/qmap/static_roi_map", labels, 2, 3);
                out.array("/qmap/dynamic_roi_map", DYNAMICS, 2, 3);
            }
            assertThat(Qmap.read(file()).statics()).containsExactly(STATICS);
            assertThat(file().toFile().delete()).isTrue();
        }
    }

    @Test
    void aTransposedMapIsRefusedWithWhatWouldHelp() {
        Qmap qmap = Qmap.read(oldQmap(ONES, STATICS, DYNAMICS));
        Path raw = folder.resolve("raw.h5");
        qmap.requireShape(2, 3, file(), raw);
        assertThatThrownBy(() -> qmap.requireShape(3, 2, file(), raw))
                .hasMessageContaining("is 2 x 3 but the frames of '%s' are 3 x 2".formatted(raw))
                .hasMessageContaining("would fit transposed");
        assertThatThrownBy(() -> qmap.requireShape(3, 3, file(), raw))
                .hasMessageNotContaining("transposed")
                .hasMessageContaining("made for this detector");
    }

    @Test
    void labelsThatAreNoneAreRefused() {
        for (double odd : new double[] {1.5, -1, 7, 1e9, 1e300, Double.POSITIVE_INFINITY}) {
            double[] labels = {1, 1, 2, odd, 2, 2};
            try (Hdf5Writer out = Hdf5Writer.create(file())) {
                out.array("/qmap/mask", ONES, 2, 3);
                out.array("/qmap/static_roi_map", STATICS, 2, 3);
                out.array("/qmap/dynamic_roi_map", labels, 2, 3);
            }
            fails(
                    file(),
                    ErrorCode.INPUT_INVALID,
                    "dynamic_roi_map has %s at pixel (1, 0)".formatted(odd),
                    "number the bins 1, 2, 3");
            assertThat(file().toFile().delete()).isTrue();
        }
    }

    @Test
    void mapsOfOtherShapesAreRefused() {
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            out.array("/qmap/mask", ONES, 3, 2);
            out.array("/qmap/static_roi_map", STATICS, 2, 3);
            out.array("/qmap/dynamic_roi_map", DYNAMICS, 2, 3);
        }
        fails(file(), ErrorCode.SHAPE_MISMATCH, "/qmap/mask is 3 x 2", "all have");
        assertThat(file().toFile().delete()).isTrue();
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            out.array("/qmap/mask", ONES, 1, 2, 3);
            out.array("/qmap/static_roi_map", STATICS, 1, 2, 3);
            out.array("/qmap/dynamic_roi_map", DYNAMICS, 1, 2, 3);
        }
        fails(file(), ErrorCode.SHAPE_MISMATCH, "1 x 2 x 3");
        assertThat(file().toFile().delete()).isTrue();
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            out.array("/qmap/mask", ONES, 2, 3);
            out.scalar("/qmap/static_roi_map", "rings");
            out.array("/qmap/dynamic_roi_map", DYNAMICS, 2, 3);
        }
        fails(file(), ErrorCode.INPUT_INVALID, "static_roi_map in qmap", "holds text");
        assertThat(file().toFile().delete()).isTrue();
        try (Hdf5Writer out = Hdf5Writer.create(file())) {
            Storage chunks = Storage.compressed(16, 16);
            for (String map : List.of("mask", "static_roi_map", "dynamic_roi_map")) {
                out.dataset("/qmap/" + map, ElementType.INT32, chunks, 1 << 20, 1 << 20).close();
            }
        }
        fails(file(), ErrorCode.INPUT_INVALID, "has 1099511627776 values");
    }

    /** A million bins of each kind, as a map that numbers its pixels has them. */
    @Test
    void asManyBinsAsPixelsTakeNoMoreMemoryThanPixels() {
        int pixels = 1 << 20;
        int[] numbered = new int[pixels];
        java.util.Arrays.setAll(numbered, p -> Math.min(p + 1, 1_000_000));
        Bins bins = new Bins(numbered, numbered, 1_000_000, 1_000_000);
        double[] values = new double[1_000_000];
        java.util.Arrays.setAll(values, bin -> bin);
        assertThat(bins.meansOfStatics(values)).isEqualTo(values);
    }

    @Test
    void aHoleInTheLabelsIsToldAndHasZeros() {
        Measurement measurement = new Measurement(folder, 2, 3);
        float[][] frames = new float[8][6];
        for (int t = 0; t < 8; t++) {
            for (int p = 0; p < 6; p++) {
                frames[t][p] = 1 + (t * 5 + p * 3) % 7;
            }
        }
        measurement.frames(frames);
        measurement.qmap(ONES, new int[] {1, 1, 1, 4, 4, 4}, new int[] {2, 2, 2, 5, 5, 5});
        for (String type : List.of("Multitau", "Twotime", "Both")) {
            var result = Measurement.run(measurement.arguments().put("type", type));
            boolean multiTau = !type.equals("Twotime");
            if (multiTau) {
                assertThat(result.path("warnings").toString())
                        .contains("no good pixel lies in 3 of 5 dynamic bins (1, 3, 4); their g2");
            }
            try (Hdf5Source source =
                    Hdf5Source.open("result", Path.of(result.path("result_file").asText()))) {
                if (multiTau) {
                    double[] g2 = source.numbers("/xpcs/multitau/normalized_g2").values();
                    assertThat(g2[0]).isZero();
                    assertThat(g2[1]).isPositive();
                }
                assertThat(
                                source.optionalNumbers("/xpcs/twotime/processed_bins")
                                        .map(NumberArray::values)
                                        .orElse(new double[] {2, 5}))
                        .containsExactly(2, 5);
            }
        }
    }
}
