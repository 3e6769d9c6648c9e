package org.beamlet.catalog.xpcs.kernel.wide;

/**
 * How many frames of each level boost_corr sums before it rounds and adds to its totals.
 *
 * <p>It takes as many as fit 36 GB: for all but large sets the whole series.
 */
final class ShippedQueue {
    private static final int LEAST = 8;
    private static final double MEMORY = 36.0 / 1.25 * (1L << 30);

    private ShippedQueue() {}

    /**
     * {@return frames by level}
     *
     * @param delays how many there are in all
     */
    static int[] lengths(int pixels, int frames, int levels, int delays) {
        double[] bytes = new double[levels];
        double room = MEMORY - 4.0 * pixels * delays * 3;
        for (int level = 0; level < levels; level++) {
            bytes[level] = (double) Rounding.shipped(level).bytes() * pixels;
            // Eight earlier frames of each level lie there besides.
            room -= bytes[level] * LEAST;
        }
        int first = LEAST;
        int stretch = 3;
        while (first <= frames && bytes(bytes, 2L * first, stretch) <= room) {
            first *= 2;
        }
        while (stretch < levels && bytes(bytes, first, stretch + 1) <= room) {
            stretch++;
        }
        int[] lengths = new int[levels];
        for (int level = 0; level < levels; level++) {
            lengths[level] = (int) length(first, stretch, level);
        }
        return lengths;
    }

    private static long length(long first, int stretch, int level) {
        return Math.max(LEAST, first >> (level / stretch));
    }

    private static double bytes(double[] each, long first, int stretch) {
        double sum = 0;
        for (int level = 0; level < each.length; level++) {
            sum += each[level] * length(first, stretch, level);
        }
        return sum;
    }
}
