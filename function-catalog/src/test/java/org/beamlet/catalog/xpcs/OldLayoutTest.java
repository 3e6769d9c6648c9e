package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.Map;
import org.beamlet.catalog.hdf5.Hdf5Source;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.hdf5.NumberArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code layout: old} has what readers of 2023 look for, with the numbers of the new layout. */
class OldLayoutTest {
    private static final int FRAMES = 32;
    private static final int[] ONES = {1, 1, 1, 1, 1, 1};
    private static final int[] STATICS = {1, 1, 2, 2, 3, 3};
    private static final int[] DYNAMICS = {1, 1, 1, 1, 2, 2};

    /** Where the same numbers lie in the new layout. */
    private static final Map<String, String> SAME =
            Map.of(
                    "tau", "/xpcs/multitau/delay_list",
                    "norm-0-g2", "/xpcs/multitau/normalized_g2",
                    "norm-0-stderr", "/xpcs/multitau/normalized_g2_err",
                    "G2IPIF", "/xpcs/multitau/unnormalized_G2",
                    "pixelSum", "/xpcs/temporal_mean/scattering_2d",
                    "partition-mean-total", "/xpcs/temporal_mean/scattering_1d",
                    "partition-mean-partial", "/xpcs/temporal_mean/scattering_1d_segments",
                    "frameSum", "/xpcs/spatial_mean/intensity_vs_time",
                    "g2full", "/xpcs/twotime/normalized_g2",
                    "g2partials", "/xpcs/twotime/normalized_g2_segments");

    @TempDir private Path folder;
    private Measurement measurement;

    @BeforeEach
    void makeAMeasurement() {
        measurement = new Measurement(folder, 2, 3);
        float[][] frames = new float[FRAMES][6];
        for (int t = 0; t < FRAMES; t++) {
            for (int p = 0; p < 6; p++) {
                frames[t][p] = 1 + (t * 5 + p * 3) % 7;
            }
        }
        measurement.frames(frames);
        try (Hdf5Writer out = Hdf5Writer.create(folder.resolve("series.hdf"))) {
            out.scalar("/hdf_metadata_version", "1");
            out.scalar("/measurement/sample/name", "latex");
        }
    }

    private void oldQmap() {
        try (Hdf5Writer out = Hdf5Writer.create(measurement.qmap)) {
            out.array("/data/mask", ONES, 2, 3);
            out.array("/data/staticMap", STATICS, 2, 3);
            out.array("/data/dynamicMap", DYNAMICS, 2, 3);
            out.array("/data/sphival", new double[] {5, 5, 5}, 1, 3);
            out.array("/data/dphival", new double[] {5, 5}, 1, 2);
            out.array("/data/dqval", new double[] {0.01, 0.02}, 1, 2);
            out.array("/data/sqval", new double[] {0.01, 0.015, 0.02}, 1, 3);
            for (String name : new String[] {"dqspan", "sqspan", "dphispan", "sphispan"}) {
                out.array("/data/" + name, new double[] {1, 2, 3}, 1, 3);
            }
            for (String name : new String[] {"dnoq", "dnophi", "snoq", "snophi"}) {
                out.array("/data/" + name, new long[] {2}, 1, 1);
            }
        }
    }

    private Path run(String layout) {
        ObjectNode arguments =
                measurement
                        .arguments()
                        .put("type", "Both")
                        .put("save_G2", true)
                        .put("stride_frame", 2)
                        .put("overwrite", true)
                        .put("layout", layout);
        return Path.of(Measurement.run(arguments).path("result_file").asText());
    }

    private static double[] values(Hdf5Source in, String path) {
        return in.numbers(path).values();
    }

    @Test
    void everyArrayOfTheNewOneIsThereUnderItsOldName() {
        oldQmap();
        Path now = run("new");
        Path old = run("old");
        assertThat(now).hasFileName("series_results.hdf");
        assertThat(old).hasFileName("series.hdf");
        try (Hdf5Source theirs = Hdf5Source.open("new", now);
                Hdf5Source in = Hdf5Source.open("old", old)) {
            SAME.forEach((name, path) ->
                    assertThat(values(in, "/exchange/" + name))
                            .as(name)
                            .isNotEmpty()
                            .isEqualTo(values(theirs, path)));
            for (int number = 1; number <= 2; number++) {
                assertThat(values(in, "/exchange/C2T_all/g2_%05d".formatted(number)))
                        .isEqualTo(
                                values(
                                        theirs,
                                        "/xpcs/twotime/correlation_map/c2_%05d".formatted(number)));
            }
            assertThat(in.numbers("/exchange/tau").shape()).startsWith(1);
            assertThat(in.numbers("/exchange/pixelSum").shape()).containsExactly(2, 3);
            assertThat(in.texts("/measurement/sample/name")).containsExactly("latex");
        }
    }

    @Test
    void theQmapAndTheOptionsAreThereUnderTheirOldNames() {
        oldQmap();
        try (Hdf5Source in = Hdf5Source.open("old", run("old"))) {
            assertThat(values(in, "/xpcs/dqmap")).containsExactly(1, 1, 1, 1, 2, 2);
            assertThat(values(in, "/xpcs/sqmap")).containsExactly(1, 1, 2, 2, 3, 3);
            assertThat(values(in, "/xpcs/mask")).containsOnly(1);
            assertThat(values(in, "/xpcs/dqlist")).containsExactly(0.01, 0.02);
            assertThat(values(in, "/xpcs/sqlist")).containsExactly(0.01, 0.015, 0.02);
            assertThat(values(in, "/xpcs/dphilist")).containsExactly(5, 5);
            assertThat(values(in, "/xpcs/sphilist")).containsExactly(5, 5, 5);
            for (String name : new String[] {"dqspan", "sqspan", "dphispan", "sphispan"}) {
                assertThat(values(in, "/xpcs/" + name)).as(name).containsExactly(1, 2, 3);
            }
            for (String name : new String[] {"dnoq", "dnophi", "snoq", "snophi"}) {
                assertThat(values(in, "/xpcs/" + name)).as(name).containsExactly(2);
            }
            assertThat(in.texts("/xpcs/analysis_type")).containsExactly("Both");
            NumberArray stride = in.numbers("/xpcs/stride_frames");
            assertThat(stride.values()).containsExactly(2);
            assertThat(stride.shape()).containsExactly(1, 1);
            assertThat(values(in, "/xpcs/avg_frames")).containsExactly(1);
            assertThat(values(in, "/xpcs/qphi_bin_to_process")).containsExactly(1, 2);
        }
    }

    /** Of a qmap of the new schema the lists are made of its two axes. */
    @Test
    void aNewQmapGivesTheOldLists() {
        try (Hdf5Writer out = Hdf5Writer.create(measurement.qmap)) {
            out.array("/qmap/mask", ONES, 2, 3);
            out.array("/qmap/static_roi_map", STATICS, 2, 3);
            out.array("/qmap/dynamic_roi_map", DYNAMICS, 2, 3);
            out.array("/qmap/dynamic_v_list_dim0", new double[] {0.25, 0.5}, 2);
            out.array("/qmap/dynamic_v_list_dim1", new double[] {30}, 1);
            out.array("/qmap/static_v_list_dim0", new double[] {0.25, 0.375, 0.5}, 3);
            out.array("/qmap/static_v_list_dim1", new double[] {30}, 1);
        }
        try (Hdf5Source in = Hdf5Source.open("old", run("old"))) {
            assertThat(values(in, "/xpcs/dqlist")).containsExactly(0.25, 0.5);
            assertThat(values(in, "/xpcs/dphilist")).containsExactly(30, 30);
            assertThat(values(in, "/xpcs/sqlist")).containsExactly(0.25, 0.375, 0.5);
            assertThat(values(in, "/xpcs/sphilist")).containsExactly(30, 30, 30);
        }
    }
}
