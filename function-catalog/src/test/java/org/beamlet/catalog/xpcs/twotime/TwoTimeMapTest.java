package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.simd.Simd;
import org.beamlet.protocol.error.BeamletException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TwoTimeMapTest {
    @TempDir Path folder;

    private static final long SEED = 20261123;

    /** Relative to the value: sums over 250 pixels are single. */
    private static final double TOLERANCE = 4e-6;

    private static final TwoTimeLoops PLAIN = TwoTimeLoops.plain();

    private static final long ENOUGH = 1L << 30;

    private static float[][] photons(int frames, int pixels, float mean) {
        Random random = new Random(SEED + frames);
        float[][] series = new float[frames][pixels];
        float[] brightness = new float[pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                brightness[p] = 0.8f * brightness[p] + 0.2f * random.nextFloat();
                frame[p] = Math.round(2 * mean * brightness[p]);
            }
        }
        return series;
    }

    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    private record Found(float[][] c2, LagMeans means) {}

    private static int[] identity(int size) {
        int[] places = new int[size];
        Arrays.setAll(places, p -> p);
        return places;
    }

    private static List<Found> correlate(
            float[][] series, Roi roi, Smoothing smoothing, int lanes, int batch) {
        return correlate(series, roi, smoothing, lanes, batch, PLAIN);
    }

    private static List<Found> correlate(
            float[][] series,
            Roi roi,
            Smoothing smoothing,
            int lanes,
            int batch,
            TwoTimeLoops loops) {
        return correlate(series, roi, smoothing, lanes, batch, loops, null);
    }

    private static List<Found> correlate(
            float[][] series,
            Roi roi,
            Smoothing smoothing,
            int lanes,
            int batch,
            TwoTimeLoops loops,
            @Nullable ScratchFile aside) {
        int frames = series.length;
        float[][] rows = new float[frames][roi.size()];
        for (int t = 0; t < frames; t++) {
            for (int place = 0; place < roi.size(); place++) {
                rows[t][place] = series[t][roi.pixel(place)];
            }
        }
        List<Found> found = new ArrayList<>();
        try (Lanes threads = new Lanes(lanes)) {
            TwoTimeSeries read =
                    new TwoTimeSeries(
                            roi.bins(), frames, roi.size(), ENOUGH, ENOUGH, threads, aside);
            for (int first = 0; first < frames; first += batch) {
                int count = Math.min(batch, frames - first);
                read.add(Arrays.copyOfRange(rows, first, first + count), count);
            }
            TwoTimeMap map = new TwoTimeMap(frames, loops, threads);
            for (int bin = 0; bin < read.kept(); bin++) {
                float[][] c2 = new float[frames][];
                LagMeans means =
                        map.compute(
                                read.bin(bin, smoothing),
                                (first, count, values) -> {
                                    int width = frames - first;
                                    for (int row = 0; row < count; row++) {
                                        c2[first + row] = new float[frames];
                                        System.arraycopy(
                                                values, row * width, c2[first + row], first, width);
                                    }
                                },
                                () -> {});
                found.add(new Found(c2, means));
            }
        }
        return found;
    }

    private static void assertSame(Found found, NaiveTwoTime naive) {
        int frames = naive.c2.length;
        for (int a = 0; a < frames; a++) {
            for (int b = 0; b < frames; b++) {
                close(found.c2()[a][b], naive.c2[a][b], "c2[%d][%d]", a, b);
            }
            close(found.means().whole()[a], naive.g2[a], "g2[%d] of %d", a, frames);
        }
        assertThat(found.means().segments()).hasNumberOfRows(frames / 5);
        for (int lag = 0; lag < frames / 5; lag++) {
            for (int k = 0; k < 5; k++) {
                close(
                        found.means().segments()[lag][k],
                        naive.segments[k][lag],
                        "segment %d lag %d",
                        k,
                        lag);
            }
        }
    }

    private static void close(double found, double wanted, String what, int a, int b) {
        if (!(Math.abs(found - wanted) <= TOLERANCE * Math.max(1e-3, Math.abs(wanted)))) {
            assertThat(found).as(what, a, b).isEqualTo(wanted);
        }
    }

    /** One dynamic bin of everything, with so many static bins. */
    private static int[] statics(int pixels, int bins) {
        int[] labels = new int[pixels];
        Arrays.setAll(labels, p -> 1 + p * 7 % bins);
        return labels;
    }

    @ParameterizedTest
    @CsvSource({
        "5,1,1",
        "5,9,3",
        "7,8,2",
        "16,33,4",
        "63,17,1",
        "64,16,5",
        "65,257,3",
        "129,300,7",
        "1003,9,2",
        "1005,13,2",
        "577,40,3"
    })
    void agreesWithTheDefinition(int frames, int pixels, int bins) {
        float[][] series = photons(frames, pixels, 3);
        int[] ones = new int[pixels];
        Arrays.fill(ones, 1);
        int[] statics = statics(pixels, bins);
        Roi roi = Roi.of(ones, statics);
        assertSame(
                correlate(series, roi, Smoothing.SQMAP, 2, 37).getFirst(),
                new NaiveTwoTime(series, statics));
        assertSame(
                correlate(series, roi, Smoothing.DQMAP, 1, 64).getFirst(),
                new NaiveTwoTime(series, ones));
    }

    @ParameterizedTest
    @CsvSource({
        "5,1,1",
        "5,9,3",
        "7,8,2",
        "16,33,4",
        "63,17,1",
        "64,16,5",
        "65,257,3",
        "129,300,7",
        "1003,9,2",
        "1005,13,2",
        "577,40,3"
    })
    void vectorsAgreeWithTheDefinitionToo(int frames, int pixels, int bins) {
        Availability vectors = Simd.probe();
        assumeThat(vectors).as(vectors.toString()).isInstanceOf(Availability.Usable.class);
        float[][] series = photons(frames, pixels, 3);
        int[] ones = new int[pixels];
        Arrays.fill(ones, 1);
        int[] statics = statics(pixels, bins);
        Roi roi = Roi.of(ones, statics);
        assertSame(
                correlate(series, roi, Smoothing.SQMAP, 2, 37, Simd.twoTimeLoops()).getFirst(),
                new NaiveTwoTime(series, statics));
    }

    /** 127 and 32767 are where values begin to need more room; fractions need floats. */
    @ParameterizedTest
    @ValueSource(floats = {1, 100, 126, 20_000, 60_000, 3e9f})
    void countsOfAnySizeAreExact(float mean) {
        float[][] series = photons(40, 50, mean);
        int[] ones = new int[50];
        Arrays.fill(ones, 1);
        Roi roi = Roi.of(ones, ones);
        assertSame(
                correlate(series, roi, Smoothing.SQMAP, 2, 7).getFirst(),
                new NaiveTwoTime(series, ones));
        series[33][12] += 0.25f;
        series[34][12] = -3;
        assertSame(
                correlate(series, roi, Smoothing.SQMAP, 2, 7).getFirst(),
                new NaiveTwoTime(series, ones));
    }

    private void assertBoth(float[][] series, int[] statics) {
        int[] ones = new int[statics.length];
        Arrays.fill(ones, 1);
        Roi roi = Roi.of(ones, statics);
        NaiveTwoTime naive = new NaiveTwoTime(series, statics);
        assertSame(correlate(series, roi, Smoothing.SQMAP, 2, 37).getFirst(), naive);
        try (ScratchFile aside = ScratchFile.create(folder.resolve("aside"))) {
            assertSame(
                    correlate(series, roi, Smoothing.SQMAP, 2, 37, PLAIN, aside).getFirst(), naive);
        }
        if (Simd.probe() instanceof Availability.Usable) {
            Found found =
                    correlate(series, roi, Smoothing.SQMAP, 2, 37, Simd.twoTimeLoops()).getFirst();
            assertSame(found, naive);
        }
    }

    /**
     * Sums of products in 8 bits, in 16, and what fits neither, in bins of one block and of
     * several: 100 and more pixels of 10 photons are more than 16 bits have room for.
     */
    @ParameterizedTest
    @CsvSource({
        "33,700,1,0.4",
        "33,700,1,2",
        "64,701,1,4",
        "65,702,2,8",
        "31,600,2,30",
        "31,600,1,90",
        "40,99,6,2",
        "40,96,6,60"
    })
    void photonCountsAreAddedUpWithoutOverflow(int frames, int pixels, int bins, float mean) {
        float[][] series = photons(frames, pixels, mean);
        assertBoth(series, statics(pixels, bins));
    }

    @Test
    void aFewBrightFramesPixelsAndNegativeValuesAmongPhotonsAreTakenAsTheyAre() {
        float[][] series = photons(75, 400, 1);
        for (int p = 0; p < 400; p++) {
            series[3][p] += 2;
            series[20][p] += 9;
            series[74][p] = 70;
        }
        for (float[] frame : series) {
            frame[5] = 60;
            frame[6] = 75;
        }
        assertBoth(series, statics(400, 2));
        float[][] odd = photons(75, 400, 2);
        odd[3][399] = -1;
        assertBoth(odd, statics(400, 2));
        odd[3][300] = 300;
        assertBoth(odd, statics(400, 2));
    }

    /** More than three photons in a pixel, of one pair and of a pixel that is left over. */
    @ParameterizedTest
    @ValueSource(ints = {16, 17, 21, 40, 41})
    void somePhotonsAtOnceAmongFewAreAddedUpWhole(int pixels) {
        float[][] series = photons(139, pixels, 0.5f);
        for (int t = 0; t < series.length; t++) {
            series[t][t % pixels] = t % 16;
            series[t][pixels - 1] = t % 9 == 0 ? 7 : 0;
        }
        assertBoth(series, statics(pixels, 1));
    }

    @Test
    void seriesLongerThanATileAreWhole() {
        assertBoth(photons(2051, 20, 2), statics(20, 1));
        assertBoth(photons(2050, 20, 300), statics(20, 1));
    }

    @Test
    void pixelsOfSeveralBinsAreToldApart() {
        float[][] series = photons(30, 60, 5);
        int[] dynamics = new int[60];
        int[] statics = new int[60];
        for (int p = 0; p < 60; p++) {
            // The first pixel alone is bin 4; bin 3 is empty; some pixels lie in no bin.
            dynamics[p] = p == 0 ? 4 : p % 5 == 0 ? 0 : 1 + p % 2;
            statics[p] = p == 0 ? 9 : dynamics[p] == 0 ? 0 : dynamics[p] + 2 * (p % 3);
        }
        Roi roi = Roi.of(dynamics, statics);
        assertThat(roi.bins().stream().map(DynamicBin::label)).containsExactly(1, 2, 4);
        List<Found> found = correlate(series, roi, Smoothing.SQMAP, 2, 64);
        for (int bin = 0; bin < 3; bin++) {
            int label = roi.bins().get(bin).label();
            int[] members = Arrays.stream(identity(60)).filter(p -> dynamics[p] == label).toArray();
            float[][] own = new float[30][members.length];
            for (int t = 0; t < 30; t++) {
                for (int i = 0; i < members.length; i++) {
                    own[t][i] = series[t][members[i]];
                }
            }
            int[] groups = Arrays.stream(members).map(p -> statics[p]).toArray();
            assertSame(found.get(bin), new NaiveTwoTime(own, groups));
        }
        // A bin of one pixel that is levelled by its own mean: no more than whether it had light.
        assertThat(roi.bins().getLast().count()).isEqualTo(1);
    }

    @Test
    void framesAndBinsWithoutLightCorrelateToZero() {
        float[][] series = photons(12, 20, 5);
        Arrays.fill(series[4], 0);
        for (float[] frame : series) {
            Arrays.fill(frame, 0, 10, 0);
        }
        int[] ones = new int[20];
        Arrays.fill(ones, 1);
        int[] statics = new int[20];
        Arrays.setAll(statics, p -> p < 10 ? 1 : 2);
        Found found = correlate(series, Roi.of(ones, statics), Smoothing.SQMAP, 1, 64).getFirst();
        assertSame(found, new NaiveTwoTime(series, statics));
        assertThat(found.c2()[2][4]).isZero();
        assertThat(found.c2()[4][4]).isZero();
        assertThat(found.c2()[2][3]).isGreaterThan(1);
    }

    @Test
    void theSameInputGivesTheSameBitsOnAnyNumberOfThreads() {
        float[][] series = photons(200, 90, 4);
        int[] ones = new int[90];
        Arrays.fill(ones, 1);
        Roi roi = Roi.of(ones, statics(90, 4));
        Found one = correlate(series, roi, Smoothing.SQMAP, 1, 64).getFirst();
        Found three = correlate(series, roi, Smoothing.SQMAP, 3, 11).getFirst();
        assertThat(three.c2()).isDeepEqualTo(one.c2());
        assertThat(three.means().whole()).isEqualTo(one.means().whole());
        assertThat(three.means().segments()).isDeepEqualTo(one.means().segments());
    }

    @Test
    void aStaticBinOfTwoDynamicBinsIsRefused() {
        assertThatThrownBy(() -> Roi.of(new int[] {1, 0, 2, 2}, new int[] {3, 3, 3, 4}))
                .isInstanceOf(BeamletException.class)
                .hasMessageContaining("static bin 3 of the qmap lies in dynamic bins 1 and 2")
                .hasMessageContaining("type Multitau takes this one");
    }

    @Test
    void aPauseThatThrowsEndsTheComputation() {
        float[][] series = photons(300, 20, 4);
        int[] ones = new int[20];
        Arrays.fill(ones, 1);
        Roi roi = Roi.of(ones, ones);
        try (Lanes lanes = new Lanes(2)) {
            TwoTimeSeries read =
                    new TwoTimeSeries(roi.bins(), 300, 20, ENOUGH, ENOUGH, lanes, null);
            read.add(series, 300);
            assertThatThrownBy(() ->
                            new TwoTimeMap(300, PLAIN, lanes)
                                    .compute(
                                            read.bin(0, Smoothing.SQMAP),
                                            (_, _, _) -> {},
                                            () -> {
                                                throw new IllegalStateException("stop");
                                            }))
                    .hasMessage("stop");
        }
    }
}
