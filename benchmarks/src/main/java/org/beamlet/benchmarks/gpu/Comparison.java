package org.beamlet.benchmarks.gpu;

import java.util.Random;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.Moments;
import org.beamlet.catalog.xpcs.kernel.MultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.MultiTauShape;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;

/** All numbers of a kernel on the GPU beside those in double precision. */
final class Comparison {
    private static final int MOST_KEPT = 16;

    private Comparison() {}

    /** The shape of a series as the correlator makes it. */
    static MultiTauShape shape(int pixels, int frames) {
        int level = 0;
        while (frames >> level > MOST_KEPT) {
            level++;
        }
        return new MultiTauShape(pixels, frames, true, Delay.of(frames), level, frames >> level);
    }

    static float[][] photons(int frames, int pixels, long seed) {
        Random random = new Random(seed);
        float[][] series = new float[frames][pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                frame[p] = random.nextInt(8) == 0 ? random.nextInt(4000) : random.nextInt(4);
            }
        }
        return series;
    }

    /** The largest difference of any row of numbers, relative to the row's norm. */
    static double worstError(int pixels, int frames, long seed, Lanes lanes) {
        float[][] series = photons(frames, pixels, seed);
        double[] scales = new Random(seed).doubles(frames, 0.5, 2).toArray();
        MultiTauShape shape = shape(pixels, frames);
        try (Kernels gpu = Kernels.of(Device.GPU, Precision.FLOAT32, lanes);
                Kernels cpu = Kernels.of(Device.CPU, Precision.FLOAT64, lanes)) {
            MultiTauKernel found = gpu.multiTau(shape);
            MultiTauKernel wanted = cpu.multiTau(shape);
            for (int first = 0, batch = 1; first < frames; first += batch++) {
                int count = Math.min(batch, frames - first);
                found.push(series, scales, first, count);
                wanted.push(series, scales, first, count);
            }
            return worst(shape, found, wanted);
        }
    }

    private static double worst(MultiTauShape shape, MultiTauKernel found, MultiTauKernel wanted) {
        double worst = error(found.rawTotals(), wanted.rawTotals());
        Moments ours = Moments.forPixels(shape.pixels());
        Moments exact = Moments.forPixels(shape.pixels());
        for (Delay delay : shape.delays()) {
            poison(ours);
            found.moments(delay, ours);
            wanted.moments(delay, exact);
            worst = larger(worst, error(ours.product(), exact.product()));
            worst = larger(worst, error(ours.later(), exact.later()));
            worst = larger(worst, error(ours.earlier(), exact.earlier()));
        }
        for (int index = 0; index < shape.keptFrames(); index++) {
            float[] frame = found.keptFrame(index);
            float[] other = wanted.keptFrame(index);
            double[] a = new double[frame.length];
            double[] b = new double[frame.length];
            for (int p = 0; p < a.length; p++) {
                a[p] = frame[p];
                b[p] = other[p];
            }
            worst = larger(worst, error(a, b));
        }
        return worst;
    }

    /** What is not written is seen. */
    private static void poison(Moments moments) {
        java.util.Arrays.fill(moments.product(), Double.NaN);
        java.util.Arrays.fill(moments.later(), Double.NaN);
        java.util.Arrays.fill(moments.earlier(), Double.NaN);
    }

    private static double larger(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b);
    }

    private static double error(double[] found, double[] wanted) {
        double off = 0;
        double norm = 0;
        for (int p = 0; p < found.length; p++) {
            off += (found[p] - wanted[p]) * (found[p] - wanted[p]);
            norm += wanted[p] * wanted[p];
        }
        return Math.sqrt(off) / Math.max(1e-300, Math.sqrt(norm));
    }
}
