package org.beamlet.benchmarks.gpu;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.function.IntFunction;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.TwoTimeWork;
import org.beamlet.catalog.xpcs.twotime.DynamicBin;
import org.beamlet.catalog.xpcs.twotime.Roi;
import org.beamlet.catalog.xpcs.twotime.RowSink;
import org.beamlet.catalog.xpcs.twotime.Smoothing;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMaps;
import org.beamlet.catalog.xpcs.twotime.TwoTimeSeries;

/**
 * A series for two-time whose bins are as large as each other, its pixels in their order.
 *
 * @param bins dynamic bins
 * @param pixels of each
 * @param statics static bins of each
 * @param most what one value in eight is up to
 * @param step what values are multiples of; 1 for photon counts
 */
record TwoTimeSet(int frames, int bins, int pixels, int statics, int most, float step) {
    /** As boost_corr_gpu.py has it: about one photon a pixel. */
    static TwoTimeSet photons(int frames) {
        return new TwoTimeSet(frames, 27, 7700, 10, 4, 1);
    }

    Roi roi() {
        int[] dynamics = new int[bins * pixels];
        int[] fixed = new int[dynamics.length];
        for (int p = 0; p < dynamics.length; p++) {
            dynamics[p] = 1 + p / pixels;
            fixed[p] = 1 + (int) ((long) p * statics / pixels);
        }
        return Roi.of(dynamics, fixed);
    }

    TwoTimeWork work() {
        return TwoTimeWork.of(frames, roi().bins().stream().map(DynamicBin::count).toList());
    }

    /** Some rows from one on; any split of a series gives the same. */
    float[][] rows(int first, int count, long seed) {
        float[][] rows = new float[count][bins * pixels];
        for (int t = 0; t < count; t++) {
            Random random = new Random(seed + first + t);
            for (int p = 0; p < rows[t].length; p++) {
                int most = random.nextInt(8) == 0 ? this.most + 1 : 3;
                rows[t][p] = step * random.nextInt(most);
            }
        }
        return rows;
    }

    /** {@return the series, all bins in memory} */
    TwoTimeSeries read(long seed, Lanes lanes) {
        int batch = 64;
        Roi roi = roi();
        TwoTimeSeries series =
                new TwoTimeSeries(
                        roi.bins(),
                        frames,
                        roi.size(),
                        Long.MAX_VALUE / 2,
                        Long.MAX_VALUE / 2,
                        lanes,
                        null);
        for (int first = 0; first < frames; first += batch) {
            int count = Math.min(batch, frames - first);
            series.add(rows(first, count, seed), count);
        }
        return series;
    }

    /** Computes all maps as a task does, and leaves the series as it is. */
    void correlate(TwoTimeSeries series, TwoTimeMaps maps, IntFunction<RowSink> sinks) {
        Queue<TwoTimeMaps.Begun> begun = new ArrayDeque<>();
        int done = 0;
        for (int bin = 0; bin < bins; bin++) {
            begun.add(maps.begin(series.bin(bin, Smoothing.SQMAP), () -> {}));
            if (begun.size() > maps.ahead()) {
                begun.remove().finish(sinks.apply(done++), () -> {});
            }
        }
        while (!begun.isEmpty()) {
            begun.remove().finish(sinks.apply(done++), () -> {});
        }
    }
}
