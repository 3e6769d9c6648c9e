package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.stream.Stream;
import org.beamlet.catalog.lanes.Lanes;
import org.junit.jupiter.params.provider.Arguments;

/** Compares maps with what the definition says in double precision, number by number. */
final class TwoTimeTwins {
    private static final long PLENTY = 1L << 30;
    private static final long SEED = 20261123;

    /** Of factors and results in single precision, where sums of counts are exact. */
    static final double EXACT = 5e-7;

    /** Of sums in single precision as well. */
    static final double SINGLE = 4e-6;

    private TwoTimeTwins() {}

    /**
     * Lengths and widths at which tiles begin, end or are not full, and counts as high as each kind
     * of cell goes: frames, pixels, dynamic bins, static bins in each of them, highest count.
     */
    static Stream<Arguments> sizes() {
        return Stream.of(
                Arguments.of(5, 1, 1, 1, 100),
                Arguments.of(5, 9, 3, 2, 100),
                Arguments.of(7, 8, 2, 1, 127),
                Arguments.of(16, 33, 4, 3, 128),
                Arguments.of(63, 17, 1, 1, 30000),
                Arguments.of(64, 16, 1, 5, 127),
                Arguments.of(65, 257, 3, 3, 127),
                Arguments.of(129, 300, 5, 2, 1000),
                Arguments.of(257, 40, 1, 3, 65535),
                Arguments.of(300, 90, 4, 2, 127));
    }

    /** {@return how far values may be off whose counts go up to {@code most}} */
    static double tolerance(int most) {
        return most <= Short.MAX_VALUE ? EXACT : SINGLE;
    }

    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Found(float[][] c2, LagMeans means) {}

    static float[][] photons(int frames, int pixels, int most) {
        Random random = new Random(SEED + 31L * frames + pixels);
        float[][] series = new float[frames][pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                frame[p] = random.nextInt(8) == 0 ? random.nextInt(most + 1) : random.nextInt(3);
            }
        }
        return series;
    }

    static Roi roi(int pixels, int dynamics, int statics) {
        int[] dynamic = new int[pixels];
        int[] fixed = new int[pixels];
        for (int p = 0; p < pixels; p++) {
            // The second of several dynamic bins is empty.
            int bin = dynamics > 1 && p % dynamics == 1 ? 0 : p % dynamics;
            dynamic[p] = bin + 1;
            fixed[p] = 1 + bin * statics + p / dynamics % statics;
        }
        return Roi.of(dynamic, fixed);
    }

    static List<Found> correlate(
            TwoTimeMaps maps, Lanes lanes, float[][] series, Roi roi, Smoothing smoothing) {
        int frames = series.length;
        float[][] rows = new float[frames][roi.size()];
        for (int t = 0; t < frames; t++) {
            for (int place = 0; place < roi.size(); place++) {
                rows[t][place] = series[t][roi.pixel(place)];
            }
        }
        TwoTimeSeries read =
                new TwoTimeSeries(roi.bins(), frames, roi.size(), PLENTY, PLENTY, lanes, null);
        read.add(rows, frames);
        List<Found> found = new ArrayList<>();
        Queue<TwoTimeMaps.Begun> begun = new ArrayDeque<>();
        for (int bin = 0; bin < roi.bins().size(); bin++) {
            begun.add(maps.begin(read.bin(bin, smoothing), () -> {}));
            if (maps.ahead() > 0) {
                // What was begun must not need them.
                read.forget(bin);
            }
            if (begun.size() > maps.ahead()) {
                found.add(finish(begun.remove(), frames));
            }
        }
        begun.forEach(left -> found.add(finish(left, frames)));
        return found;
    }

    private static Found finish(TwoTimeMaps.Begun begun, int frames) {
        float[][] c2 = new float[frames][];
        LagMeans means =
                begun.finish(
                        (first, count, values) -> {
                            int width = frames - first;
                            for (int row = 0; row < count; row++) {
                                c2[first + row] = new float[frames];
                                System.arraycopy(
                                        values, row * width, c2[first + row], first, width);
                            }
                        },
                        () -> {});
        return new Found(c2, means);
    }

    static void close(double found, double wanted, double tolerance, String what, int a, int b) {
        if (!(Math.abs(found - wanted) <= tolerance * Math.max(1e-3, Math.abs(wanted)))) {
            assertThat(found).as(what, a, b).isEqualTo(wanted);
        }
    }

    private static void assertSame(Found found, NaiveTwoTime naive, double tolerance) {
        int frames = naive.c2.length;
        for (int a = 0; a < frames; a++) {
            for (int b = 0; b < frames; b++) {
                close(found.c2()[a][b], naive.c2[a][b], tolerance, "c2[%d][%d]", a, b);
            }
            close(found.means().whole()[a], naive.g2[a], tolerance, "g2[%d] of %d", a, frames);
        }
        for (int lag = 0; lag < frames / 5; lag++) {
            for (int k = 0; k < 5; k++) {
                double wanted = naive.segments[k][lag];
                double own = found.means().segments()[lag][k];
                close(own, wanted, tolerance, "segment %d lag %d", k, lag);
            }
        }
    }

    static List<NaiveTwoTime> naive(float[][] series, Roi roi, Smoothing smoothing) {
        List<NaiveTwoTime> all = new ArrayList<>();
        for (DynamicBin bin : roi.bins()) {
            float[][] own = new float[series.length][bin.count()];
            int[] groups = new int[bin.count()];
            for (StaticSpan span : bin.statics()) {
                int from = span.first() - bin.first();
                int group = smoothing == Smoothing.SQMAP ? span.label() : 1;
                Arrays.fill(groups, from, from + span.count(), group);
            }
            for (int t = 0; t < series.length; t++) {
                for (int i = 0; i < bin.count(); i++) {
                    own[t][i] = series[t][roi.pixel(bin.first() + i)];
                }
            }
            all.add(new NaiveTwoTime(own, groups));
        }
        return all;
    }

    static void assertAll(List<Found> found, List<NaiveTwoTime> wanted, double tolerance) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int bin = 0; bin < found.size(); bin++) {
            assertSame(found.get(bin), wanted.get(bin), tolerance);
        }
    }
}
