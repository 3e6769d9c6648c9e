package org.beamlet.catalog.xpcs.twotime;

/**
 * The innermost loop: products of a pixel in one frame with the same pixel in many, added up over
 * pixels.
 *
 * <p>It is written for HotSpot's vectoriser: all arrays are read and written at the same index
 * (with offsets it cannot tell them apart), and a loop has no more than five pixels (a longer body
 * it does not unroll as far as a vector is wide).
 */
final class RankUpdate {
    /** Pixels that are taken at once. */
    static final int PIXELS = 10;

    private static final int PIXELS_OF_A_LOOP = 5;

    private RankUpdate() {}

    /**
     * Adds to {@code sums}, for columns {@code from} to {@code to}, the products of ten pixels with
     * what the same pixels have in {@code row}.
     *
     * @param columns values by pixel, then column
     * @param rows values by pixel, then row
     */
    static void add(float[] sums, float[][] columns, float[][] rows, int row, int from, int to) {
        for (int p = 0; p < PIXELS; p += PIXELS_OF_A_LOOP) {
            addFive(
                    sums,
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
                    from,
                    to);
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

    /** Adds sums to where many of them are added up, in double. */
    static void flush(float[] sums, double[] totals, int to) {
        for (int j = 0; j < to; j++) {
            totals[j] += sums[j];
        }
    }
}
