package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * {@link CountLoops} in plain Java, for HotSpot's vectoriser, under the same restrictions as {@link
 * ScalarRanks}.
 */
public final class ScalarCounts implements CountLoops {
    /** The columns of so many pixels stay in the processor's first cache while rows go by. */
    private static final int PIXELS_OF_A_PASS = 2 * PIXEL_STEP;

    @Override
    public void add(
            short[][] sums, short[][] columns, short[][] rows, int pixels, int height, int lanes) {
        for (int first = 0; first < pixels; first += PIXELS_OF_A_PASS) {
            int end = Math.min(first + PIXELS_OF_A_PASS, pixels);
            for (int row = 0; row < height; row++) {
                for (int p = first; p < end; p += PIXEL_STEP) {
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
                            lanes);
                }
            }
        }
    }

    private static void addFive(
            short[] sums,
            short[] v,
            short[] w,
            short[] x,
            short[] y,
            short[] z,
            short a,
            short b,
            short c,
            short d,
            short e,
            int lanes) {
        for (int j = 0; j < lanes; j++) {
            int products = ((a * v[j] + b * w[j]) + (c * x[j] + d * y[j])) + e * z[j];
            sums[j] = (short) (sums[j] + products);
        }
    }
}
