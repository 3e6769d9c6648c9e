package org.beamlet.catalog.xpcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.protocol.error.BeamletException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultiTauTest {
    private static final long SEED = 20261121;

    private static float[][] photons(int frames, int pixels) {
        Random random = new Random(SEED + frames);
        float[][] series = new float[frames][pixels];
        float[] brightness = new float[pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                brightness[p] = 0.8f * brightness[p] + random.nextFloat();
                frame[p] = Math.round(3 * brightness[p]);
            }
        }
        return series;
    }

    private static int[] labels(int pixels, int bins) {
        int[] labels = new int[pixels];
        Arrays.setAll(labels, p -> p % (bins + 1));
        if (pixels == 1) {
            labels[0] = 1;
        }
        return labels;
    }

    private static Correlation correlate(
            float[][] series, int[] labels, int bins, boolean normalize, int parts, int batch) {
        try (Lanes lanes = new Lanes(2)) {
            MultiTau multiTau =
                    new MultiTau(
                            series.length,
                            new Bins(labels, labels, bins, bins),
                            normalize,
                            parts,
                            lanes);
            for (int first = 0; first < series.length; first += batch) {
                int count = Math.min(batch, series.length - first);
                multiTau.add(Arrays.copyOfRange(series, first, first + count), count);
            }
            return multiTau.finish();
        }
    }

    private static void assertSame(G2 g2, int delays, NaiveMultiTau naive) {
        assertThat(delays).isEqualTo(naive.delays.size());
        for (int index = 0; index < delays; index++) {
            for (int bin = 0; bin < naive.g2.get(index).length; bin++) {
                assertThat(g2.values()[index][bin])
                        .as("delay %d bin %d", naive.delays.get(index), bin)
                        .isCloseTo(naive.g2.get(index)[bin], within(2e-6));
                double error = naive.errors.get(index)[bin];
                if (Double.isNaN(error)) {
                    assertThat(g2.errors()[index][bin]).isNaN();
                } else {
                    assertThat(g2.errors()[index][bin]).isCloseTo(error, within(2e-6));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5,1,1",
        "5,30,2",
        "7,30,2",
        "8,3,1",
        "16,30,3",
        "17,257,2",
        "31,256,1",
        "33,255,4",
        "64,513,3",
        "65,40,2",
        "100,300,3",
        "129,20,1",
        "200,33,2"
    })
    void agreesWithTheDefinition(int frames, int pixels, int bins) {
        float[][] series = photons(frames, pixels);
        int[] labels = labels(pixels, bins);
        for (boolean normalize : new boolean[] {true, false}) {
            Correlation found = correlate(series, labels, bins, normalize, 0, 37);
            NaiveMultiTau naive = new NaiveMultiTau(series, labels, bins, normalize);
            assertThat(found.delays().stream().map(Delay::frames)).isEqualTo(naive.delays);
            assertSame(found.g2(), found.delays().size(), naive);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 8, 63, 64, 65, 130})
    void theBatchesMakeNoDifferenceThatMatters(int batch) {
        float[][] series = photons(130, 300);
        int[] labels = labels(300, 3);
        Correlation found = correlate(series, labels, 3, true, 0, batch);
        assertSame(found.g2(), found.delays().size(), new NaiveMultiTau(series, labels, 3, true));
    }

    @Test
    void steadyLightIsUncorrelatedAtAllDelays() {
        float[][] series = new float[50][20];
        for (float[] frame : series) {
            Arrays.fill(frame, 7);
        }
        Correlation found = correlate(series, labels(20, 2), 2, true, 0, 64);
        for (int index = 0; index < found.delays().size(); index++) {
            assertThat(found.g2().values()[index])
                    .containsExactly(new double[] {1, 1}, within(1e-6));
            assertThat(found.g2().errors()[index])
                    .containsExactly(new double[] {0, 0}, within(1e-7));
        }
        assertThat(found.intensity()).containsOnly(7.0);
    }

    @Test
    void darkPixelsAndDarkBinsGiveZero() {
        float[][] series = photons(20, 12);
        for (float[] frame : series) {
            frame[1] = 0;
            frame[4] = 0;
            frame[7] = 0;
            frame[10] = 0;
        }
        int[] labels = labels(12, 2);
        Correlation found = correlate(series, labels, 2, false, 0, 64);
        assertSame(found.g2(), found.delays().size(), new NaiveMultiTau(series, labels, 2, false));
        assertThat(found.g2().values()[0][0]).isZero();
    }

    @Test
    void aBinThatNoPixelHasKeepsItsColumn() {
        float[][] series = photons(20, 12);
        Correlation found = correlate(series, labels(12, 1), 3, false, 0, 64);
        assertThat(found.g2().values()[0]).hasSize(3);
        assertThat(found.g2().values()[0][2]).isZero();
        assertThat(found.g2().errors()[0][2]).isZero();
    }

    @Test
    void partialResultsAreThoseOfTheShorterSeries() {
        float[][] series = photons(100, 60);
        int[] labels = labels(60, 2);
        Correlation found = correlate(series, labels, 2, true, 3, 64);
        assertThat(found.partials().stream().map(G2::frames)).containsExactly(33, 66, 100);
        for (G2 partial : found.partials()) {
            NaiveMultiTau naive =
                    new NaiveMultiTau(Arrays.copyOf(series, partial.frames()), labels, 2, true);
            assertSame(partial, naive.delays.size(), naive);
            for (int index = naive.delays.size(); index < found.delays().size(); index++) {
                assertThat(partial.values()[index]).containsOnly(Double.NaN);
            }
        }
    }

    @Test
    void aValueThatIsNoNumberIsRefusedWithARemedy() {
        float[][] series = photons(10, 12);
        series[6][3] = Float.NaN;
        assertThatThrownBy(() -> correlate(series, labels(12, 2), 2, true, 0, 64))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("frame 6")
                .hasMessageContaining("crop_ratio_threshold");
    }

    @Test
    void tooManyFramesAndTooFewAreProgrammingErrors() {
        try (Lanes lanes = new Lanes(1)) {
            Bins bins = new Bins(labels(4, 1), labels(4, 1), 1, 1);
            assertThatThrownBy(() -> new MultiTau(4, bins, true, 0, lanes))
                    .isInstanceOf(IllegalArgumentException.class);
            MultiTau multiTau = new MultiTau(5, bins, true, 0, lanes);
            assertThatThrownBy(multiTau::finish).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> multiTau.add(new float[6][4], 6))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
