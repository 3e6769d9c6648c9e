package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * Loops over rows of one tile.
 *
 * <p>All arrays have the same length and are read at the same index: with offsets the compiler
 * cannot tell the arrays apart and does not vectorise, which costs a factor of four.
 */
final class Rows {
    private Rows() {}

    /** Adds, frame by frame, the product with the frame {@code lag} earlier. */
    static void addProducts(float[][] window, int first, int end, int lag, float[] sums) {
        int t = first;
        for (; t + 4 <= end; t += 4) {
            addFourProducts(
                    window[t],
                    window[t + 1],
                    window[t + 2],
                    window[t + 3],
                    window[t - lag],
                    window[t + 1 - lag],
                    window[t + 2 - lag],
                    window[t + 3 - lag],
                    sums);
        }
        for (; t < end; t++) {
            addProduct(window[t], window[t - lag], sums);
        }
    }

    private static void addProduct(float[] later, float[] earlier, float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += later[i] * earlier[i];
        }
    }

    /** Four at a time, so that a sum is fetched and stored once for four products. */
    private static void addFourProducts(
            float[] a,
            float[] b,
            float[] c,
            float[] d, // later
            float[] w,
            float[] x,
            float[] y,
            float[] z, // earlier
            float[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (a[i] * w[i] + b[i] * x[i]) + (c[i] * y[i] + d[i] * z[i]);
        }
    }

    static void add(float[] row, double[] totals) {
        for (int i = 0; i < row.length; i++) {
            totals[i] += row[i];
        }
    }

    static void sum(float[] earlier, float[] later, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = earlier[i] + later[i];
        }
    }

    static void scale(float[] row, float factor, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = row[i] * factor;
        }
    }
}
