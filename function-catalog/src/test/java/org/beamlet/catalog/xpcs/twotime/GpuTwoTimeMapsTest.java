package org.beamlet.catalog.xpcs.twotime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
import org.junit.jupiter.params.provider.MethodSource;

/** Plain loops, vectors and the CUDA source, compiled for the host: the same maps. */
class GpuTwoTimeMapsTest {
    private static final long PLENTY = 1L << 30;

    @TempDir private static Path folder;
    private static PretendedCuda cuda;

    @BeforeAll
    static void compile() throws Exception {
        cuda = PretendedCuda.compile(folder);
    }

    private static List<TwoTimeTwins.Found> onGpu(
            Gpus gpus, float[][] series, Roi roi, Smoothing smoothing) {
        int largest = roi.bins().stream().mapToInt(DynamicBin::count).max().orElseThrow();
        try (Lanes lanes = new Lanes(2);
                GpuTwoTime gpu = new GpuTwoTime(gpus, series.length, largest, lanes)) {
            return TwoTimeTwins.correlate(
                    new GpuTwoTimeMaps(gpu, series.length, lanes), lanes, series, roi, smoothing);
        } finally {
            assertThat(cuda.leaks()).isZero();
        }
    }

    private static List<TwoTimeTwins.Found> onCpu(
            TwoTimeLoops loops, float[][] series, Roi roi, Smoothing smoothing) {
        try (Lanes lanes = new Lanes(2)) {
            return TwoTimeTwins.correlate(
                    new TwoTimeMap(series.length, loops, lanes), lanes, series, roi, smoothing);
        }
    }

    @ParameterizedTest
    @MethodSource("org.beamlet.catalog.xpcs.twotime.TwoTimeTwins#sizes")
    void threeWaysFindWhatTheDefinitionSays(
            int frames, int pixels, int dynamics, int statics, int most) {
        float[][] series = TwoTimeTwins.photons(frames, pixels, most);
        Roi roi = TwoTimeTwins.roi(pixels, dynamics, statics);
        double tolerance = TwoTimeTwins.tolerance(most);
        for (Smoothing smoothing : Smoothing.values()) {
            List<NaiveTwoTime> wanted = TwoTimeTwins.naive(series, roi, smoothing);
            TwoTimeTwins.assertAll(
                    onGpu(cuda.machine(1, PLENTY), series, roi, smoothing), wanted, tolerance);
            TwoTimeTwins.assertAll(
                    onGpu(cuda.machine(2, PLENTY), series, roi, smoothing), wanted, tolerance);
            TwoTimeLoops plain = TwoTimeLoops.plain();
            TwoTimeTwins.assertAll(
                    onCpu(plain, series, roi, smoothing), wanted, TwoTimeTwins.SINGLE);
            assumeTrue(Simd.probe() instanceof Availability.Usable, Simd.probe()::toString);
            TwoTimeTwins.assertAll(
                    onCpu(Simd.twoTimeLoops(), series, roi, smoothing),
                    wanted,
                    TwoTimeTwins.SINGLE);
        }
    }

    @Test
    void littleMemoryMakesTheSameMaps() {
        float[][] series = TwoTimeTwins.photons(300, 200, 300);
        Roi roi = TwoTimeTwins.roi(200, 3, 2);
        List<NaiveTwoTime> wanted = TwoTimeTwins.naive(series, roi, Smoothing.SQMAP);
        for (int bytes : new int[] {2_000_000, 1_100_000, 500_000}) {
            TwoTimeTwins.assertAll(
                    onGpu(cuda.machine(1, bytes), series, roi, Smoothing.SQMAP),
                    wanted,
                    TwoTimeTwins.EXACT);
            TwoTimeTwins.assertAll(
                    onGpu(cuda.machine(2, bytes), series, roi, Smoothing.SQMAP),
                    wanted,
                    TwoTimeTwins.EXACT);
        }
    }

    @Test
    void averagedDarkAndNegativeFramesAreTakenAsTheyAre() {
        float[][] series = TwoTimeTwins.photons(75, 60, 50);
        Arrays.fill(series[4], 0);
        series[20][7] = -3;
        series[33][12] = 0.25f;
        for (float[] frame : series) {
            // A static bin without light.
            for (int p = 0; p < 60; p += 2) {
                frame[p] = 0;
            }
        }
        Roi roi = TwoTimeTwins.roi(60, 1, 2);
        List<NaiveTwoTime> wanted = TwoTimeTwins.naive(series, roi, Smoothing.SQMAP);
        List<TwoTimeTwins.Found> found =
                onGpu(cuda.machine(1, PLENTY), series, roi, Smoothing.SQMAP);
        TwoTimeTwins.assertAll(found, wanted, TwoTimeTwins.SINGLE);
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
        TwoTimeTwins.Found found =
                onGpu(cuda.machine(1, PLENTY), series, roi, Smoothing.SQMAP).getFirst();
        for (int a = 0; a < frames; a++) {
            for (int b = a; b < frames; b++) {
                assertThat(found.c2()[a][b]).isEqualTo((a + b) % 2 == 0 ? 1.25f : 0.75f);
            }
            TwoTimeTwins.close(
                    found.means().whole()[a], a % 2 == 0 ? 1.25 : 0.75, 1e-12, "g2[%d]", a, 0);
        }
    }
}
