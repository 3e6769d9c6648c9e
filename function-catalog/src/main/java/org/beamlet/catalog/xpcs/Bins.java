package org.beamlet.catalog.xpcs;

import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** The bins of the carried pixels; a pixel that is masked is in none. */
public final class Bins {
    private final int[] statics;
    private final int[] dynamics;
    private final int[] staticCounts;
    private final int[] dynamicCounts;

    /** Of each dynamic bin its static ones, from 0: as many as pixels at the most. */
    private final int[][] staticsOfDynamic;

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
        for (int p = 0; p < statics.length; p++) {
            if (statics[p] > 0) {
                staticCounts[statics[p] - 1]++;
            }
            if (dynamics[p] > 0) {
                dynamicCounts[dynamics[p] - 1]++;
            }
        }
        staticsOfDynamic = members(statics, dynamics, staticBins, dynamicBins);
    }

    /** Takes memory by bins and pixels, not by static times dynamic bins. */
    private static int[][] members(int[] statics, int[] dynamics, int staticBins, int dynamicBins) {
        int[] owners = new int[staticBins];
        Set<Long> pairs = new TreeSet<>();
        for (int p = 0; p < dynamics.length; p++) {
            if (dynamics[p] > 0 && owners[statics[p] - 1] != dynamics[p]) {
                owners[statics[p] - 1] = dynamics[p];
                pairs.add((long) dynamics[p] << Integer.SIZE | (statics[p] - 1));
            }
        }
        int[][] members = new int[dynamicBins][0];
        int[] sizes = new int[dynamicBins];
        pairs.forEach(pair -> sizes[(int) (pair >>> Integer.SIZE) - 1]++);
        for (long pair : pairs) {
            int bin = (int) (pair >>> Integer.SIZE) - 1;
            if (members[bin].length == 0) {
                members[bin] = new int[sizes[bin]];
            }
            members[bin][members[bin].length - sizes[bin]--] = (int) pair;
        }
        return members;
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

    /** {@return labels of the dynamic bins without any pixel} */
    int[] emptyDynamics() {
        return IntStream.range(0, dynamicCounts.length)
                .filter(bin -> dynamicCounts[bin] == 0)
                .map(bin -> bin + 1)
                .toArray();
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
            for (int member : staticsOfDynamic[bin]) {
                means[bin] += perStatic[member];
            }
            means[bin] /= Math.max(1, staticsOfDynamic[bin].length);
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
