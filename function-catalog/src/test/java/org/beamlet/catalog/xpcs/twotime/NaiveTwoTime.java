package org.beamlet.catalog.xpcs.twotime;

/** Two-time as the definition says it, in double, for one dynamic bin. */
final class NaiveTwoTime {
    final double[][] c2;
    final double[] g2;
    final double[][] segments;

    /**
     * Computes.
     *
     * @param values by frame, then pixel
     * @param groups by pixel: which of the bins it belongs to whose means level the values
     */
    NaiveTwoTime(float[][] values, int[] groups) {
        int frames = values.length;
        double[][] levelled = new double[frames][];
        double[] sums = new double[frames];
        for (int t = 0; t < frames; t++) {
            levelled[t] = levelled(values[t], groups);
            for (double value : levelled[t]) {
                sums[t] += value;
            }
            sums[t] = sums[t] <= 0 ? 1 : sums[t];
        }
        c2 = new double[frames][frames];
        for (int a = 0; a < frames; a++) {
            for (int b = a; b < frames; b++) {
                double product = 0;
                for (int p = 0; p < groups.length; p++) {
                    product += levelled[a][p] * levelled[b][p];
                }
                c2[a][b] = groups.length * product / (sums[a] * sums[b]);
            }
        }
        g2 = diagonals(0, frames);
        segments = new double[5][];
        for (int k = 0; k < 5; k++) {
            segments[k] = diagonals(k * (frames / 5), frames / 5);
        }
    }

    private static double[] levelled(float[] values, int[] groups) {
        double[] out = new double[values.length];
        for (int p = 0; p < out.length; p++) {
            double sum = 0;
            int count = 0;
            for (int q = 0; q < out.length; q++) {
                if (groups[q] == groups[p]) {
                    sum += values[q];
                    count++;
                }
            }
            out[p] = sum > 0 ? values[p] * count / sum : values[p];
        }
        return out;
    }

    private double[] diagonals(int first, int length) {
        double[] means = new double[length];
        for (int lag = 0; lag < length; lag++) {
            for (int t = first; t + lag < first + length; t++) {
                means[lag] += c2[t][t + lag] / (length - lag);
            }
        }
        return means;
    }
}
