package org.beamlet.benchmarks.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.MultiTauKernel;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;

/**
 * How many frames that lie in memory a kernel takes in a second, the end awaited.
 *
 * <p>Frames come from a set several times a cache's size; the median of some rounds counts.
 */
final class Rate {
    private static final int BATCH = 64;
    private static final int SETS = 4;
    private static final int ROUNDS = 5;
    private static final double SECONDS = 1.5;

    private final int pixels;
    private final Device device;

    Rate(int pixels, Device device) {
        this.pixels = pixels;
        this.device = device;
    }

    void measure(ObjectNode into, Lanes lanes) {
        float[][] frames = Comparison.photons(BATCH * SETS, pixels, pixels);
        double[] scales = new double[frames.length];
        Arrays.fill(scales, 1);
        try (Kernels kernels = Kernels.of(device, Precision.FLOAT32, lanes)) {
            // Long enough that no round reaches its end.
            MultiTauKernel kernel = kernels.multiTau(Comparison.shape(pixels, 1 << 20));
            into.put("on", kernels.used());
            double[] rates = new double[ROUNDS];
            round(kernel, frames, scales);
            for (int round = 0; round < ROUNDS; round++) {
                rates[round] = round(kernel, frames, scales);
            }
            Arrays.sort(rates);
            double median = rates[ROUNDS / 2];
            into.put("frames_per_s", Math.round(median));
            into.put("least", Math.round(rates[0]));
            into.put("most", Math.round(rates[ROUNDS - 1]));
            into.put("gigabytes_per_s_to_the_kernel", median * pixels * Float.BYTES / 1e9);
        }
    }

    private static double round(MultiTauKernel kernel, float[][] frames, double[] scales) {
        long begin = System.nanoTime();
        int before = kernel.frames();
        double seconds;
        do {
            for (int set = 0; set < SETS; set++) {
                kernel.push(frames, scales, set * BATCH, BATCH);
            }
            // Waits for what is under way.
            kernel.rawTotals();
            seconds = (System.nanoTime() - begin) / 1e9;
        } while (seconds < SECONDS);
        return (kernel.frames() - before) / seconds;
    }
}
