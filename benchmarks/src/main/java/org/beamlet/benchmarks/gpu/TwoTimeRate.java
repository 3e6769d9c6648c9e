package org.beamlet.benchmarks.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMaps;
import org.beamlet.catalog.xpcs.twotime.TwoTimeSeries;

/**
 * How long all maps of a series that lies in memory take, the last row of the last one awaited;
 * rows go nowhere. The median of some rounds counts.
 */
final class TwoTimeRate {
    private static final int ROUNDS = 5;

    private final TwoTimeSet set;
    private final TwoTimeSeries series;

    /** Makes the series; it serves both devices. */
    TwoTimeRate(int frames, Lanes lanes) {
        this.set = TwoTimeSet.photons(frames);
        this.series = set.read(frames, lanes);
    }

    void measure(Device device, ObjectNode into, Lanes lanes) {
        into.put("frames", set.frames());
        into.put("bins", set.bins());
        into.put("pixels", set.bins() * set.pixels());
        try (Kernels kernels = Kernels.of(device, Precision.FLOAT32, lanes)) {
            TwoTimeMaps maps = kernels.twoTime(set.work());
            into.put("on", kernels.used());
            double[] seconds = new double[ROUNDS];
            round(maps);
            for (int round = 0; round < ROUNDS; round++) {
                seconds[round] = round(maps);
            }
            Arrays.sort(seconds);
            double median = seconds[ROUNDS / 2];
            double squares = (double) set.frames() * (set.frames() + 1);
            double pixels = (double) set.bins() * set.pixels();
            into.put("seconds", median);
            into.put("least", seconds[0]);
            into.put("most", seconds[ROUNDS - 1]);
            into.put("products_per_s", pixels * squares / 2 / median);
            // Counts in bytes one way, half a matrix of doubles for each bin the other.
            double bytes = pixels * set.frames() + set.bins() * squares / 2 * Double.BYTES;
            into.put("gigabytes_per_s_on_the_bus", bytes / median / 1e9);
        }
    }

    private double round(TwoTimeMaps maps) {
        long begin = System.nanoTime();
        set.correlate(series, maps, _ -> (_, _, _) -> {});
        return (System.nanoTime() - begin) / 1e9;
    }
}
