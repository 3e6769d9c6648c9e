package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.List;

/** Multi-tau as the definition says it: all frames of a level at once, sums in double. */
final class NaiveMultiTau {
    final List<Integer> delays = new ArrayList<>();
    final List<double[]> g2 = new ArrayList<>();
    final List<double[]> errors = new ArrayList<>();

    /** One static bin per dynamic bin, so that no mean of means is needed. */
    NaiveMultiTau(float[][] frames, int[] labels, int bins, boolean normalize) {
        double[][] level = new double[frames.length][];
        for (int t = 0; t < frames.length; t++) {
            level[t] = new double[labels.length];
            double mean = 0;
            for (float value : frames[t]) {
                mean += value / labels.length;
            }
            for (int p = 0; p < labels.length; p++) {
                level[t][p] = normalize && mean != 0 ? frames[t][p] / mean : frames[t][p];
            }
        }
        for (int scale = 1; level.length > 1; scale *= 2) {
            for (int lag = scale == 1 ? 1 : 5; lag <= 8 && lag < level.length; lag++) {
                add(level, lag, scale, labels, bins);
            }
            level = halved(level);
        }
    }

    private static double[][] halved(double[][] level) {
        double[][] half = new double[level.length / 2][level[0].length];
        for (int t = 0; t < half.length; t++) {
            for (int p = 0; p < half[t].length; p++) {
                half[t][p] = level[2 * t][p] + level[2 * t + 1][p];
            }
        }
        return half;
    }

    private void add(double[][] level, int lag, int scale, int[] labels, int bins) {
        int pairs = level.length - lag;
        double[][] sums = new double[3][bins];
        double[] ratio = new double[labels.length];
        for (int p = 0; p < labels.length; p++) {
            double product = 0;
            double later = 0;
            double earlier = 0;
            for (int t = 0; t < pairs; t++) {
                product += level[t][p] * level[t + lag][p];
                earlier += level[t][p];
                later += level[t + lag][p];
            }
            ratio[p] = later * earlier == 0 ? 0 : product * pairs / (later * earlier);
            if (labels[p] > 0) {
                sums[0][labels[p] - 1] += product * pairs;
                sums[1][labels[p] - 1] += later;
                sums[2][labels[p] - 1] += earlier;
            }
        }
        double[] values = new double[bins];
        double[] spread = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            int n = 0;
            double mean = 0;
            for (int p = 0; p < labels.length; p++) {
                if (labels[p] == bin + 1) {
                    n++;
                    mean += ratio[p];
                }
            }
            mean /= n;
            for (int p = 0; p < labels.length; p++) {
                if (labels[p] == bin + 1) {
                    spread[bin] += (ratio[p] - mean) * (ratio[p] - mean);
                }
            }
            spread[bin] = Math.sqrt(spread[bin] / (n - 1.0) / n);
            double norm = sums[1][bin] * sums[2][bin];
            // Sums over n pixels each: one n remains of the three.
            values[bin] = norm == 0 ? 0 : sums[0][bin] / norm * n;
        }
        delays.add(lag * scale);
        g2.add(values);
        errors.add(spread);
    }
}
