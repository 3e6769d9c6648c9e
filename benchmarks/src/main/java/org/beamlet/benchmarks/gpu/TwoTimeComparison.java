package org.beamlet.benchmarks.gpu;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.Kernels;
import org.beamlet.catalog.xpcs.kernel.device.Device;
import org.beamlet.catalog.xpcs.kernel.device.Precision;
import org.beamlet.catalog.xpcs.twotime.TwoTimeMaps;

/** All numbers of two-time maps from the GPU beside the definition in double precision. */
final class TwoTimeComparison {
    /** Factors and results in single precision, where sums of counts are exact. */
    private static final double MOST_OF_COUNTS = 5e-7;

    /** Sums of sixteen products in single precision as well. */
    private static final double MOST = 3e-6;

    /** Bytes, 16 bits and floats, at sizes at which tiles and steps begin, end or are not full. */
    private static final List<TwoTimeSet> SETS =
            List.of(
                    new TwoTimeSet(5, 1, 1, 1, 100, 1),
                    new TwoTimeSet(7, 3, 3, 1, 127, 1),
                    new TwoTimeSet(63, 2, 5, 2, 127, 1),
                    new TwoTimeSet(64, 3, 31, 1, 32_767, 1),
                    new TwoTimeSet(65, 5, 32, 4, 127, 1),
                    new TwoTimeSet(127, 4, 33, 5, 65_535, 1),
                    new TwoTimeSet(128, 1, 17, 1, 100, 0.25f),
                    new TwoTimeSet(129, 3, 1000, 7, 127, 1),
                    new TwoTimeSet(193, 3, 1000, 7, 32_767, 1),
                    new TwoTimeSet(301, 3, 1000, 7, 65_535, 1),
                    new TwoTimeSet(1030, 5, 300, 3, 9, 1),
                    new TwoTimeSet(2051, 2, 100, 2, 9, 1),
                    new TwoTimeSet(70, 1, 140_000, 1, 127, 1));

    private TwoTimeComparison() {}

    /** Compares; {@return whether all is as near as it should be}. */
    static boolean correct(ObjectNode report, long seed, Lanes lanes) {
        double counts = 0;
        double others = 0;
        for (TwoTimeSet set : SETS) {
            double error = worstError(set, seed, lanes);
            System.err.printf("two-time %s: %.2e%n", set, error);
            boolean whole = set.step() == 1 && set.most() <= Short.MAX_VALUE;
            counts = whole ? larger(counts, error) : counts;
            others = whole ? others : larger(others, error);
        }
        report.put("worst_relative_error_of_counts", counts);
        report.put("allowed_of_counts", MOST_OF_COUNTS);
        report.put("worst_relative_error", others);
        report.put("allowed", MOST);
        boolean right = counts <= MOST_OF_COUNTS && others <= MOST;
        report.put("correct", right);
        return right;
    }

    private static double larger(double a, double b) {
        return Double.isNaN(a) || Double.isNaN(b) ? Double.NaN : Math.max(a, b);
    }

    private static double worstError(TwoTimeSet set, long seed, Lanes lanes) {
        float[][][] found = new float[set.bins()][set.frames()][set.frames()];
        for (float[][] map : found) {
            for (float[] row : map) {
                Arrays.fill(row, Float.NaN);
            }
        }
        try (Kernels kernels = Kernels.of(Device.GPU, Precision.FLOAT32, lanes)) {
            TwoTimeMaps maps = kernels.twoTime(set.work());
            set.correlate(
                    set.read(seed, lanes),
                    maps,
                    bin ->
                            (first, count, values) -> {
                                int width = set.frames() - first;
                                for (int row = 0; row < count; row++) {
                                    System.arraycopy(
                                            values,
                                            row * width,
                                            found[bin][first + row],
                                            first,
                                            width);
                                }
                            });
        }
        float[][] rows = set.rows(0, set.frames(), seed);
        double[] worst = new double[set.bins()];
        lanes.forEach(set.bins(), (_, bin) -> worst[bin] = worst(set, rows, bin, found[bin]));
        double all = 0;
        for (double error : worst) {
            all = larger(all, error);
        }
        return all;
    }

    private static double worst(TwoTimeSet set, float[][] rows, int bin, float[][] found) {
        double[][] levelled = new double[set.frames()][];
        double[] sums = new double[set.frames()];
        for (int t = 0; t < levelled.length; t++) {
            levelled[t] = levelled(set, rows[t], bin);
            double sum = Arrays.stream(levelled[t]).sum();
            sums[t] = sum <= 0 ? 1 : sum;
        }
        double worst = 0;
        for (int a = 0; a < levelled.length; a++) {
            for (int b = a; b < levelled.length; b++) {
                double product = 0;
                for (int p = 0; p < set.pixels(); p++) {
                    product += levelled[a][p] * levelled[b][p];
                }
                double wanted = set.pixels() * product / (sums[a] * sums[b]);
                double off = Math.abs(found[a][b] - wanted) / Math.max(1e-3, wanted);
                worst = larger(worst, off);
            }
        }
        return worst;
    }

    /** A bin's values in a frame, divided by the means of its static bins. */
    private static double[] levelled(TwoTimeSet set, float[] row, int bin) {
        double[] values = new double[set.pixels()];
        double[] sums = new double[set.statics()];
        int[] counts = new int[set.statics()];
        for (int p = 0; p < values.length; p++) {
            values[p] = row[bin * set.pixels() + p];
            int group = group(set, bin, p);
            sums[group] += values[p];
            counts[group]++;
        }
        for (int p = 0; p < values.length; p++) {
            int group = group(set, bin, p);
            values[p] *= sums[group] > 0 ? counts[group] / sums[group] : 1;
        }
        return values;
    }

    private static int group(TwoTimeSet set, int bin, int p) {
        long place = (long) bin * set.pixels() + p;
        return (int) (place * set.statics() / set.pixels()) - bin * set.statics();
    }
}
