package org.beamlet.client.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class G2CurvesTest {
    private static final double[] DELAYS = {1, 2, 4, 8, 16, 32, 64};

    @TempDir Path folder;

    /** Contrast 0.2, decaying over {@code tau} frames, in the logarithm of the delay. */
    private static G2Curves curves(double tau, double offset) {
        double[][] g2 = new double[DELAYS.length][2];
        for (int i = 0; i < DELAYS.length; i++) {
            g2[i][0] = 1 + 0.2 * Math.exp(-DELAYS[i] / tau) + offset;
            g2[i][1] = 1 + 0.1 - 0.1 * i / (DELAYS.length - 1);
        }
        return new G2Curves(DELAYS, g2);
    }

    @Test
    void contrastIsTheRiseAtTheFirstDelay() {
        assertThat(curves(10, 0).contrast(0)).isCloseTo(0.2 * Math.exp(-0.1), within(1e-12));
        assertThat(curves(10, 0).contrast(1)).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void decayIsWhereTheRiseHasFallenToOneInE() {
        // Linear in the logarithm: 1 - 1/e of the way from 1 to 64.
        assertThat(curves(10, 0).decay(1)).isCloseTo(Math.pow(64, 1 - 1 / Math.E), within(1e-9));
    }

    @Test
    void aCurveThatDoesNotFallHasNoDecay() {
        G2Curves flat = new G2Curves(new double[] {1, 2}, new double[][] {{1.2}, {1.2}});

        assertThat(flat.decay(0)).isNaN();
    }

    @Test
    void theLargestDifferenceIsFound() {
        assertThat(curves(10, 0).deviation(curves(10, 1e-3))).isCloseTo(1e-3, within(1e-12));
        assertThat(curves(10, 0).deviation(curves(10, 0))).isZero();
    }

    @Test
    void otherDelaysShapesAndHolesNeverAgree() {
        G2Curves one = new G2Curves(new double[] {1, 2}, new double[][] {{1.2}, {1.1}});

        assertThat(one.deviation(new G2Curves(new double[] {1, 3}, one.g2()))).isInfinite();
        assertThat(one.deviation(new G2Curves(new double[] {1}, new double[][] {{1.2}})))
                .isInfinite();
        assertThat(
                        one.deviation(
                                new G2Curves(
                                        new double[] {1, 2}, new double[][] {{1.2}, {Double.NaN}})))
                .isInfinite();
    }

    @Test
    void resultAndExpectationAreReadFromTheirFiles() throws IOException {
        Path result = folder.resolve("result.hdf");
        try (WritableHdfFile hdf = HdfFile.write(result)) {
            var group = hdf.putGroup("xpcs").putGroup("multitau");
            group.putDataset("delay_list", new long[] {1, 2});
            group.putDataset("normalized_g2", new float[][] {{1.25f, 1.5f}, {1.125f, 1.25f}});
        }
        Path expected = folder.resolve("expected.json");
        Files.writeString(
                expected,
                """
                {"delay_list": [1, 2], "normalized_g2": [[1.25, 1.5], [1.125, 1.2501]],
                 "tolerance": {"rtol": 1e-5, "atol": 9e-5}, "options": {"avg_frame": 1}}
                """);

        G2Curves measured = G2Curves.ofResult(result);
        assertThat(measured.regions()).isEqualTo(2);
        Expectation reference = Expectation.read(expected);
        assertThat(measured.deviation(reference.curves())).isCloseTo(1e-4, within(1e-9));
        assertThat(reference.options().path("avg_frame").asInt()).isEqualTo(1);
        assertThat(measured.within(reference.curves(), reference.absolute(), reference.relative()))
                .isTrue();
        assertThat(measured.within(reference.curves(), reference.absolute(), 0)).isFalse();
    }
}
