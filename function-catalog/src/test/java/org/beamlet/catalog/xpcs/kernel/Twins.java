package org.beamlet.catalog.xpcs.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.beamlet.catalog.lanes.Lanes;
import org.junit.jupiter.params.provider.Arguments;

/** Compares a kernel with the one in double precision, number by number. */
final class Twins {
    /** Rounding of 64 products in single precision; the rest is double. */
    static final double RELATIVE = 3e-6;

    private static final long SEED = 20261123;

    private Twins() {}

    /** Lengths and widths at which loops, tiles and batches begin, end or are not full. */
    static Stream<Arguments> sizes() {
        List<Arguments> all = new ArrayList<>();
        for (int pixels : new int[] {1, 7, 255, 256, 257, 1000}) {
            for (int frames : new int[] {5, 7, 16, 301}) {
                all.add(Arguments.of(pixels, frames));
            }
        }
        return all.stream();
    }

    static MultiTauShape shape(int pixels, int frames, boolean normalize) {
        int level = 0;
        while (frames >> level > 16) {
            level++;
        }
        return new MultiTauShape(
                pixels, frames, normalize, Delay.of(frames), level, frames >> level);
    }

    static float[][] photons(int frames, int pixels) {
        Random random = new Random(SEED + 1000L * pixels + frames);
        float[][] series = new float[frames][pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                // Dark, bright and very bright pixels, and some that are as high as counts go.
                frame[p] = random.nextInt(8) == 0 ? random.nextInt(65536) : random.nextInt(4);
            }
        }
        return series;
    }

    static double[] scales(float[][] series) {
        double[] scales = new double[series.length];
        for (int t = 0; t < scales.length; t++) {
            double sum = 0;
            for (float value : series[t]) {
                sum += value;
            }
            scales[t] = sum == 0 ? 1 : series[t].length / sum;
        }
        return scales;
    }

    /** Pushes batches of 1, 2, 3, … frames, so that each begins at any place of each level. */
    static void feed(MultiTauKernel kernel, float[][] series, double[] scales) {
        int batch = 1;
        for (int first = 0; first < series.length; first += batch - 1) {
            kernel.push(series, scales, first, Math.min(batch, series.length - first));
            batch++;
        }
        assertThat(kernel.frames()).isEqualTo(series.length);
    }

    /** Holds that a kernel that has taken nothing yet finds what the exact one finds. */
    static void assertTwins(MultiTauKernel kernel, MultiTauShape shape, Lanes lanes) {
        float[][] series = photons(shape.frames(), shape.pixels());
        double[] scales = scales(series);
        MultiTauKernel exact = new WideMultiTauKernel(shape, false, lanes);
        feed(kernel, series, scales);
        feed(exact, series, scales);
        Moments found = Moments.forPixels(shape.pixels());
        Moments wanted = Moments.forPixels(shape.pixels());
        for (Delay delay : shape.delays()) {
            kernel.moments(delay, found);
            exact.moments(delay, wanted);
            assertClose("product at " + delay, found.product(), wanted.product());
            assertClose("later at " + delay, found.later(), wanted.later());
            assertClose("earlier at " + delay, found.earlier(), wanted.earlier());
        }
        assertClose("raw", kernel.rawTotals(), exact.rawTotals());
        for (int index = 0; index < shape.keptFrames(); index++) {
            assertClose(
                    "kept frame " + index,
                    doubles(kernel.keptFrame(index)),
                    doubles(exact.keptFrame(index)));
        }
    }

    private static double[] doubles(float[] values) {
        double[] all = new double[values.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = values[i];
        }
        return all;
    }

    private static void assertClose(String what, double[] found, double[] wanted) {
        assertThat(found).hasSameSizeAs(wanted);
        double scale = 0;
        for (double value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < found.length; i++) {
            // A sum without its first frames is as exact as the sum was.
            double room = RELATIVE * (Math.abs(wanted[i]) + 0.1 * scale);
            assertThat(Math.abs(found[i] - wanted[i]))
                    .as("%s[%d]: %s for %s", what, i, found[i], wanted[i])
                    .isLessThanOrEqualTo(room);
        }
    }
}
