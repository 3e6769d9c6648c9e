package org.beamlet.catalog.xpcs;

import java.util.Arrays;

/** The bins of the carried pixels; a pixel that is masked is in none. */
public final class Bins {
    private final int[] statics;
    private final int[] dynamics;
    private final int[] staticCounts;
    private final int[] dynamicCounts;
    private final boolean[][] staticsOfDynamic;

    /**
     * Bins pixels.
     *
     * @param statics label of each carried pixel, 0 for none
     * @param dynamics likewise
     * @param staticBins the highest label there is, though no pixel may have it
     */
    public Bins(int[] statics, int[] dynamics, int staticBins, int dynamicBins) {
        this.statics = statics.clone();
        this.dynamics = dynamics.clone();
        staticCounts = new int[staticBins];
        dynamicCounts = new int[dynamicBins];
        staticsOfDynamic = new boolean[dynamicBins][staticBins];
        for (int p = 0; p < statics.length; p++) {
            if (statics[p] > 0) {
                staticCounts[statics[p] - 1]++;
            }
            if (dynamics[p] > 0) {
                dynamicCounts[dynamics[p] - 1]++;
                staticsOfDynamic[dynamics[p] - 1][statics[p] - 1] = true;
            }
        }
    }

    static Bins of(Qmap qmap, CarriedPixels pixels) {
        int[] statics = qmap.statics().clone();
        int[] dynamics = qmap.dynamics().clone();
        for (int p = 0; p < statics.length; p++) {
            if (!qmap.mask()[p]) {
                statics[p] = 0;
                dynamics[p] = 0;
            }
        }
        return new Bins(
                pixels.gather(statics),
                pixels.gather(dynamics),
                qmap.staticBins(),
                qmap.dynamicBins());
    }

    public int staticBins() {
        return staticCounts.length;
    }

    public int dynamicBins() {
        return dynamicCounts.length;
    }

    int pixels() {
        return statics.length;
    }

    /** {@return static bins with at least one pixel, 0-based} */
    int[] filledStatics() {
        int[] filled = new int[staticCounts.length];
        int size = 0;
        for (int bin = 0; bin < staticCounts.length; bin++) {
            if (staticCounts[bin] > 0) {
                filled[size++] = bin;
            }
        }
        return Arrays.copyOf(filled, size);
    }

    /** {@return the mean over each static bin's pixels, 0 where there are none} */
    double[] staticMeans(double[] values) {
        double[] sums = new double[staticCounts.length];
        for (int p = 0; p < statics.length; p++) {
            if (statics[p] > 0) {
                sums[statics[p] - 1] += values[p];
            }
        }
        for (int bin = 0; bin < sums.length; bin++) {
            sums[bin] /= Math.max(1, staticCounts[bin]);
        }
        return sums;
    }

    /** Adds the values of some pixels to their static bins. */
    void addToStatics(double[] values, int from, int end, double[] sums) {
        for (int p = from; p < end; p++) {
            if (statics[p] > 0) {
                sums[statics[p] - 1] += values[p];
            }
        }
    }

    /** {@return pixels of a static bin} */
    int pixelsOf(int staticBin) {
        return staticCounts[staticBin];
    }

    /** {@return whether a dynamic bin has pixels} */
    boolean hasPixels(int dynamicBin) {
        return dynamicCounts[dynamicBin] > 0;
    }

    /** {@return the mean of a dynamic bin's static bins, each counting once, 0 if it is empty} */
    double[] meansOfStatics(double[] perStatic) {
        double[] means = new double[dynamicCounts.length];
        for (int bin = 0; bin < means.length; bin++) {
            int members = 0;
            for (int s = 0; s < perStatic.length; s++) {
                if (staticsOfDynamic[bin][s]) {
                    means[bin] += perStatic[s];
                    members++;
                }
            }
            means[bin] /= Math.max(1, members);
        }
        return means;
    }

    /**
     * {@return the standard error of the mean of each dynamic bin's pixels}
     *
     * <p>It is 0 for an empty bin and NaN for a bin of one pixel, which has no spread.
     */
    double[] standardErrors(double[] perPixel) {
        double[] means = new double[dynamicCounts.length];
        for (int p = 0; p < dynamics.length; p++) {
            if (dynamics[p] > 0) {
                means[dynamics[p] - 1] += perPixel[p] / dynamicCounts[dynamics[p] - 1];
            }
        }
        double[] squares = new double[means.length];
        for (int p = 0; p < dynamics.length; p++) {
            if (dynamics[p] > 0) {
                double off = perPixel[p] - means[dynamics[p] - 1];
                squares[dynamics[p] - 1] += off * off;
            }
        }
        for (int bin = 0; bin < squares.length; bin++) {
            double n = dynamicCounts[bin];
            squares[bin] = n == 0 ? 0 : Math.sqrt(squares[bin] / (n - 1) / n);
        }
        return squares;
    }
}
