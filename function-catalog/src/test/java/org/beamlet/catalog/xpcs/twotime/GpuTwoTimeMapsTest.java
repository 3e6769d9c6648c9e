package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.cuda.GpuTwoTime;
import org.beamlet.catalog.xpcs.kernel.cuda.Gpus;
import org.beamlet.catalog.xpcs.kernel.cuda.PretendedCuda;
import org.beamlet.catalog.xpcs.kernel.device.Availability;
import org.beamlet.catalog.xpcs.kernel.simd.Simd;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plain loops, vectors and the CUDA source, compiled for the host: the same maps. */
class GpuTwoTimeMapsTest {
    private static final long PLENTY = 1L << 30;
    private static final long SEED = 20261123;

    /** Of factors and results in single precision, where sums of counts are exact. */
    private static final double EXACT = 5e-7;

    /** Of sums in single precision as well. */
    private static final double SINGLE = 4e-6;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    private record Found(float[][] c2, LagMeans means) {}

    private static float[][] photons(int frames, int pixels, int most) {
        Random random = new Random(SEED + 31L * frames + pixels);
        float[][] series = new float[frames][pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                frame[p] = random.nextInt(8) == 0 ? random.nextInt(most + 1) : random.nextInt(3);
            }
        }
        return series;
    }

    private static Roi roi(int pixels, int dynamics, int statics) {
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

    private static List<Found> correlate(
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

    private static List<Found> onGpu(Gpus gpus, float[][] series, Roi roi, Smoothing smoothing) {
        int largest = roi.bins().stream().mapToInt(DynamicBin::count).max().orElseThrow();
        try (Lanes lanes = new Lanes(2);
                GpuTwoTime gpu = new GpuTwoTime(gpus, series.length, largest, lanes)) {
            return correlate(
                    new GpuTwoTimeMaps(gpu, series.length, lanes), lanes, series, roi, smoothing);
        } finally {
            assertThat(cuda.leaks()).isZero();
        }
    }

    private static List<Found> onCpu(
            TwoTimeLoops loops, float[][] series, Roi roi, Smoothing smoothing) {
        try (Lanes lanes = new Lanes(2)) {
            return correlate(
                    new TwoTimeMap(series.length, loops, lanes), lanes, series, roi, smoothing);
        }
    }

    private static void close(
            double found, double wanted, double tolerance, String what, int a, int b) {
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

    private static List<NaiveTwoTime> naive(float[][] series, Roi roi, Smoothing smoothing) {
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

    private static void assertAll(List<Found> found, List<NaiveTwoTime> wanted, double tolerance) {
        assertThat(found).hasSameSizeAs(wanted);
        for (int bin = 0; bin < found.size(); bin++) {
            assertSame(found.get(bin), wanted.get(bin), tolerance);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5,1,1,1,100",
        "5,9,3,2,100",
        "7,8,2,1,127",
        "16,33,4,3,128",
        "63,17,1,1,30000",
        "64,16,1,5,127",
        "65,257,3,3,127",
        "129,300,5,2,1000",
        "257,40,1,3,65535",
        "300,90,4,2,127"
    })
    void threeWaysFindWhatTheDefinitionSays(
            int frames, int pixels, int dynamics, int statics, int most) {
        float[][] series = photons(frames, pixels, most);
        Roi roi = roi(pixels, dynamics, statics);
        double tolerance = most <= Short.MAX_VALUE ? EXACT : SINGLE;
        for (Smoothing smoothing : Smoothing.values()) {
            List<NaiveTwoTime> wanted = naive(series, roi, smoothing);
            assertAll(onGpu(cuda.machine(1, PLENTY), series, roi, smoothing), wanted, tolerance);
            assertAll(onGpu(cuda.machine(2, PLENTY), series, roi, smoothing), wanted, tolerance);
            TwoTimeLoops plain = TwoTimeLoops.plain();
            assertAll(onCpu(plain, series, roi, smoothing), wanted, SINGLE);
            assumeTrue(Simd.probe() instanceof Availability.Usable, Simd.probe()::toString);
            assertAll(onCpu(Simd.twoTimeLoops(), series, roi, smoothing), wanted, SINGLE);
        }
    }

    @Test
    void littleMemoryMakesTheSameMaps() {
        float[][] series = photons(300, 200, 300);
        Roi roi = roi(200, 3, 2);
        List<NaiveTwoTime> wanted = naive(series, roi, Smoothing.SQMAP);
        for (int bytes : new int[] {2_000_000, 1_100_000, 500_000}) {
            assertAll(onGpu(cuda.machine(1, bytes), series, roi, Smoothing.SQMAP), wanted, EXACT);
            assertAll(onGpu(cuda.machine(2, bytes), series, roi, Smoothing.SQMAP), wanted, EXACT);
        }
    }

    @Test
    void averagedDarkAndNegativeFramesAreTakenAsTheyAre() {
        float[][] series = photons(75, 60, 50);
        Arrays.fill(series[4], 0);
        series[20][7] = -3;
        series[33][12] = 0.25f;
        for (float[] frame : series) {
            // A static bin without light.
            for (int p = 0; p < 60; p += 2) {
                frame[p] = 0;
            }
        }
        Roi roi = roi(60, 1, 2);
        List<NaiveTwoTime> wanted = naive(series, roi, Smoothing.SQMAP);
        List<Found> found = onGpu(cuda.machine(1, PLENTY), series, roi, Smoothing.SQMAP);
        assertAll(found, wanted, SINGLE);
        assertThat(found.getFirst().c2()[2][4]).isZero();
        assertThat(found.getFirst().c2()[4][4]).isZero();
    }

    /**
     * Half of the pixels are bright in even frames, half in odd ones: with counts a and b the
     * correlation of like frames is 2 (a² + b²) / (a + b)², of unlike ones 4 a b / (a + b)².
     */
    @Test
    void aSeriesWithAKnownAnswer() {
        int frames = 200;
        float[][] series = new float[frames][100];
        for (int t = 0; t < frames; t++) {
            for (int p = 0; p < 100; p++) {
                series[t][p] = (t + p) % 2 == 0 ? 3 : 1;
            }
        }
        int[] ones = new int[100];
        Arrays.fill(ones, 1);
        Roi roi = Roi.of(ones, ones);
        Found found = onGpu(cuda.machine(1, PLENTY), series, roi, Smoothing.SQMAP).getFirst();
        for (int a = 0; a < frames; a++) {
            for (int b = a; b < frames; b++) {
                assertThat(found.c2()[a][b]).isEqualTo((a + b) % 2 == 0 ? 1.25f : 0.75f);
            }
            close(found.means().whole()[a], a % 2 == 0 ? 1.25 : 0.75, 1e-12, "g2[%d]", a, 0);
        }
    }
}
