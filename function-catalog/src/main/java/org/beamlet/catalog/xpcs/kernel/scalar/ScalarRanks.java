package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * {@link RankLoops} in plain Java, for HotSpot's vectoriser.
 *
 * <p>All arrays are read and written at the same index (with offsets it cannot tell them apart),
 * and a loop has no more than five pixels (a longer body it does not unroll as far as a vector is
 * wide).
 */
public final class ScalarRanks implements RankLoops {
    private static final int PIXELS = 10;
    private static final int PIXELS_OF_A_LOOP = 5;

    @Override
    public int pixels() {
        return PIXELS;
    }

    @Override
    public void add(
            float[][] sums,
            float[][] columns,
            float[][] rows,
            int height,
            int width,
            boolean diagonal) {
        for (int row = 0; row < height; row++) {
            for (int p = 0; p < PIXELS; p += PIXELS_OF_A_LOOP) {
                addFive(
                        sums[row],
                        columns[p],
                        columns[p + 1],
                        columns[p + 2],
                        columns[p + 3],
                        columns[p + 4],
                        rows[p][row],
                        rows[p + 1][row],
                        rows[p + 2][row],
                        rows[p + 3][row],
                        rows[p + 4][row],
                        diagonal ? row : 0,
                        width);
            }
        }
    }

    private static void addFive(
            float[] sums,
            float[] v,
            float[] w,
            float[] x,
            float[] y,
            float[] z,
            float a,
            float b,
            float c,
            float d,
            float e,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            sums[j] += ((a * v[j] + b * w[j]) + (c * x[j] + d * y[j])) + e * z[j];
        }
    }
}
