package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.beamlet.catalog.hdf5.Hdf5Writer;
import org.beamlet.catalog.xpcs.plot.TwoTimeDots;
import org.beamlet.catalog.xpcs.plot.TwoTimeShrinker;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nine values of q, each in two directions: rows of a detector, cut in the middle. */
class CorrelatePlotsTest {
    private static final int ROWS = 9;
    private static final int COLUMNS = 8;

    @TempDir private Path folder;
    private Measurement measurement;

    @BeforeEach
    void makeAMeasurement() {
        int[] ones = new int[ROWS * COLUMNS];
        int[] bins = new int[ones.length];
        double[] q = new double[ROWS];
        for (int p = 0; p < bins.length; p++) {
            ones[p] = 1;
            bins[p] = p / COLUMNS * 2 + (p % COLUMNS < COLUMNS / 2 ? 1 : 2);
            q[p / COLUMNS] = 0.002 * (1 + p / COLUMNS);
        }
        Random random = new Random(2);
        float[][] frames = new float[24][ones.length];
        for (float[] frame : frames) {
            for (int p = 0; p < frame.length; p++) {
                frame[p] = 1 + random.nextInt(5);
            }
        }
        measurement = new Measurement(folder, ROWS, COLUMNS).frames(frames).qmap(ones, bins, bins);
        try (Hdf5Writer out = Hdf5Writer.edit(measurement.qmap)) {
            for (String kind : List.of("static", "dynamic")) {
                out.array("/qmap/" + kind + "_v_list_dim0", q, q.length);
                out.array("/qmap/" + kind + "_v_list_dim1", new double[] {0, 90}, 2);
            }
        }
    }

    private CorrelatePlots plots() {
        return new CorrelatePlots(
                "series",
                Qmap.read(measurement.qmap),
                BinGrid.read(measurement.qmap, "dynamic", 18),
                BinGrid.read(measurement.qmap, "static", 18),
                OptionalDouble.empty());
    }

    @Test
    void fourValuesOfQShareAPictureAndDirectionsAPanel() throws IOException {
        ObjectNode result = Measurement.run(measurement.arguments());
        List<String> names = new ArrayList<>();
        result.path("files").forEach(file -> names.add(Path.of(file.asText()).getFileName() + ""));
        assertThat(names)
                .contains("g2_0000.png", "g2_0001.png", "g2_0002.svg")
                .doesNotContain("g2_0003.png");
        String last = Files.readString(measurement.output.resolve("g2_0002.svg"));
        assertThat(last).contains("q = 0.018", "φ = 90°").doesNotContain("q = 0.016");
    }

    @Test
    void segmentsOfOneQAreAveragedOverDirections() throws IOException {
        Measurement.run(measurement.arguments());
        String stability = Files.readString(measurement.output.resolve("stability.svg"));
        // Twelve stretches of two frames, each a line through nine values of q.
        assertThat(stability.split("<polyline")).hasSize(12 + 1 + 1);
        assertThat(stability).containsPattern("points=\"(\\S+ ){8}\\S+\"");
    }

    @Test
    void twoTimeMapsAreDrawnFourAtATime() {
        List<TwoTimeDots> maps = new ArrayList<>();
        for (int label = 1; label <= 5; label++) {
            TwoTimeShrinker shrinker = plots().shrinker(label, 6);
            shrinker.rows(0, 6, new float[36]);
            maps.add(shrinker.dots());
        }
        assertThat(plots().twoTime(maps))
                .extracting(PictureFiles.Named::stem)
                .containsExactly("c2_0000", "c2_0001");
        assertThat(maps.get(2).name()).isEqualTo("q = 0.004, φ = 0°");
        assertThat(plots().twoTime(List.of())).isEmpty();
    }

    @Test
    void storedSegmentsBecomeMeans() {
        // 24 frames in 12 stretches of two; each is stored as its sum over 24.
        double[][] stored = new double[12][];
        for (int row = 0; row < stored.length; row++) {
            stored[row] = new double[] {2 * 5.0 / 24, 2 * 0.5 / 24};
        }
        assertThat(CorrelatePlots.segmentMeans(stored, 24)[11]).containsExactly(5, 0.5);
    }
}
