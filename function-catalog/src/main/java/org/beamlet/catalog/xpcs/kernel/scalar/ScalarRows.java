package org.beamlet.catalog.xpcs.kernel.scalar;

import java.util.Arrays;

/**
 * {@link RowLoops} in plain Java.
 *
 * <p>All arrays have the same length and are read at the same index: with offsets the compiler
 * cannot tell the arrays apart and does not vectorise, which costs a factor of four.
 */
public final class ScalarRows implements RowLoops {
    @Override
    public void scale(float[] raw, double[] totals, float factor, float[] out) {
        RowLoops.add(raw, totals);
        for (int i = 0; i < out.length; i++) {
            out[i] = raw[i] * factor;
        }
    }

    @Override
    public void correlate(
            float[][] window,
            int added,
            int[] lags,
            double[][] products,
            double[] total,
            float[] scratch) {
        int end = TileLevel.HISTORY + added;
        for (int t = TileLevel.HISTORY; t < end; t++) {
            RowLoops.add(window[t], total);
        }
        for (int index = 0; index < lags.length; index++) {
            Arrays.fill(scratch, 0f);
            addProducts(window, end, lags[index], scratch);
            RowLoops.add(scratch, products[index]);
        }
    }

    private static void addProducts(float[][] window, int end, int lag, float[] sums) {
        int t = TileLevel.HISTORY;
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

    @Override
    public void sum(float[] earlier, float[] later, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = earlier[i] + later[i];
        }
    }
}
