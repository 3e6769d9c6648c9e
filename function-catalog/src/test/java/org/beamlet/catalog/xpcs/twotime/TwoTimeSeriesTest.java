package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.Test;

class TwoTimeSeriesTest {
    private static final int FRAMES = 25;

    private final Lanes lanes = new Lanes(1);

    /** Three dynamic bins of ten pixels, each with two static bins of five. */
    private static Roi roi() {
        int[] dynamics = new int[30];
        int[] statics = new int[30];
        Arrays.setAll(dynamics, p -> 1 + p / 10);
        Arrays.setAll(statics, p -> 1 + p / 5);
        return Roi.of(dynamics, statics);
    }

    private TwoTimeSeries series(long budget, long most) {
        return new TwoTimeSeries(roi().bins(), FRAMES, 30, budget, most, lanes, null);
    }

    private static float[][] frames() {
        float[][] frames = new float[FRAMES][30];
        for (int t = 0; t < FRAMES; t++) {
            for (int p = 0; p < 30; p++) {
                frames[t][p] = (t + 3 * p) % 11;
            }
        }
        return frames;
    }

    @Test
    void binsAreKeptAsFarAsTheBudgetGoes() {
        assertThat(series(750, 1000).kept()).isEqualTo(3);
        assertThat(series(749, 1000).kept()).isEqualTo(2);
        assertThat(series(0, 1000).kept()).isEqualTo(1);
    }

    @Test
    void aBinWhoseCountsNeedMoreRoomThanThereIsIsLeftForAnotherReading() {
        TwoTimeSeries series = series(800, 1000);
        float[][] frames = frames();
        // Beyond a byte, in a pixel of the second bin.
        frames[20][14] = 128;
        series.add(frames, 20);
        assertThat(series.kept()).isEqualTo(3);
        series.add(Arrays.copyOfRange(frames, 20, FRAMES), 5);
        assertThat(series.kept()).isEqualTo(1);
        assertThat(series.means().staticMeans()).hasSize(6);
        assertThatThrownBy(() ->
                        new TwoTimeMap(FRAMES, TwoTimeLoops.plain(), lanes)
                                .compute(series.bin(1, Smoothing.SQMAP), (_, _, _) -> {}, () -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aBinThatFitsIntoNoMemoryIsRefusedWithARemedy() {
        assertThatThrownBy(() -> series(0, 249))
                .isInstanceOfSatisfying(
                        BeamletException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MEMORY_EXCEEDED))
                .hasMessageContaining("dynamic bin 1 has 10 pixels")
                .hasMessageContaining("avg_frame");
    }

    @Test
    void meansAreThoseOfTheRawValues() {
        TwoTimeSeries series = series(750, 1000);
        float[][] frames = frames();
        Arrays.fill(frames[7], 0);
        series.add(frames, FRAMES);
        RoiMeans means = series.means();
        assertThat(means.labels()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(means.darkFrames()).isEqualTo(1);
        double[] byFrame = new double[FRAMES];
        double[] byPixel = new double[30];
        double[] lastSegment = new double[6];
        for (int t = 0; t < FRAMES; t++) {
            for (int p = 0; p < 30; p++) {
                byFrame[t] += frames[t][p] / 30;
                byPixel[p] += frames[t][p] / FRAMES;
                // Ten stretches of two frames; the last one has the five that are left over too.
                lastSegment[p / 5] += t >= 18 ? frames[t][p] / 5 / 7 : 0;
            }
        }
        assertThat(means.intensity()).containsExactly(byFrame, within(1e-5));
        assertThat(means.pixelMeans()).containsExactly(byPixel, within(1e-5));
        assertThat(means.segments()).hasNumberOfRows(10);
        assertThat(means.segments()[9]).containsExactly(lastSegment, within(1e-5));
        double first = Arrays.stream(byPixel, 0, 5).sum() / 5;
        assertThat(means.staticMeans()[0]).isCloseTo(first, within(1e-5));
    }

    @Test
    void aShortSeriesHasAStretchForEachFrame() {
        int[] ones = {1, 1};
        TwoTimeSeries series =
                new TwoTimeSeries(Roi.of(ones, ones).bins(), 7, 2, 100, 100, lanes, null);
        float[][] frames = new float[7][2];
        for (int t = 0; t < 7; t++) {
            Arrays.fill(frames[t], t);
        }
        series.add(frames, 7);
        assertThat(Arrays.stream(series.means().segments()).mapToDouble(row -> row[0]))
                .containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    }

    @Test
    void aValueThatIsNoNumberIsRefused() {
        TwoTimeSeries series = series(750, 1000);
        float[][] frames = frames();
        frames[22][4] = Float.NaN;
        assertThatThrownBy(() -> series.add(frames, FRAMES))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("selected frame 22")
                .hasMessageContaining("mask such pixels");
    }
}
