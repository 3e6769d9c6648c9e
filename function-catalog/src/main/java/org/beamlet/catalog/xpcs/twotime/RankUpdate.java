package org.beamlet.catalog.xpcs.twotime;

/**
 * The innermost loop: products of one pixel in two frames, added up over pixels.
 *
 * <p>All arrays are read and written at the same index: with offsets the compiler cannot tell them
 * apart and does not vectorise. Two sums times eight pixels keep the arithmetic busy: ten values
 * fetched for sixteen products.
 */
final class RankUpdate {
    /** Pixels that are taken at once. */
    static final int PIXELS = 8;

    private RankUpdate() {}

    /**
     * Adds to {@code upper} and {@code lower}, for frames {@code from} to {@code to}, the products
     * of eight pixels with what the same pixels have in frames {@code row} and {@code row + 1}.
     *
     * @param y by pixel, then frame
     * @param a by pixel, then row
     */
    static void add(
            float[] upper, float[] lower, float[][] y, float[][] a, int row, int from, int to) {
        float[] y0 = y[0];
        float[] y1 = y[1];
        float[] y2 = y[2];
        float[] y3 = y[3];
        float[] y4 = y[4];
        float[] y5 = y[5];
        float[] y6 = y[6];
        float[] y7 = y[7];
        float a0 = a[0][row];
        float a1 = a[1][row];
        float a2 = a[2][row];
        float a3 = a[3][row];
        float a4 = a[4][row];
        float a5 = a[5][row];
        float a6 = a[6][row];
        float a7 = a[7][row];
        float b0 = a[0][row + 1];
        float b1 = a[1][row + 1];
        float b2 = a[2][row + 1];
        float b3 = a[3][row + 1];
        float b4 = a[4][row + 1];
        float b5 = a[5][row + 1];
        float b6 = a[6][row + 1];
        float b7 = a[7][row + 1];
        for (int j = from; j < to; j++) {
            float v0 = y0[j];
            float v1 = y1[j];
            float v2 = y2[j];
            float v3 = y3[j];
            float v4 = y4[j];
            float v5 = y5[j];
            float v6 = y6[j];
            float v7 = y7[j];
            upper[j] +=
                    ((a0 * v0 + a1 * v1) + (a2 * v2 + a3 * v3))
                            + ((a4 * v4 + a5 * v5) + (a6 * v6 + a7 * v7));
            lower[j] +=
                    ((b0 * v0 + b1 * v1) + (b2 * v2 + b3 * v3))
                            + ((b4 * v4 + b5 * v5) + (b6 * v6 + b7 * v7));
        }
    }

    /** Moves sums to where many of them are added up, in double. */
    static void flush(float[] sums, double[] totals, int from, int to) {
        for (int j = from; j < to; j++) {
            totals[j] += sums[j];
        }
    }
}
