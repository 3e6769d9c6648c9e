package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * {@link CountLoops} in plain Java, for HotSpot's vectoriser, under the same restrictions as {@link
 * ScalarRanks}.
 *
 * <p>Where photons are few, most counts are 0: of each row only the others are taken.
 */
public final class ScalarCounts implements CountLoops {
    /** The columns of so many pixels stay in the processor's caches while rows go by. */
    private static final int PIXELS_OF_A_PASS = 25;

    private final short[][] taken = new short[PIXELS_OF_A_PASS + PIXEL_STEP][];
    private final short[] counts = new short[PIXELS_OF_A_PASS + PIXEL_STEP];

    @Override
    public void add(
            short[][] sums, short[][] columns, short[] rows, int pixels, int height, int lanes) {
        for (int first = 0; first < pixels; first += PIXELS_OF_A_PASS) {
            int end = Math.min(first + PIXELS_OF_A_PASS, pixels);
            for (int row = 0; row < height; row++) {
                int found = find(columns, rows, row * MOST_PIXELS, first, end);
                for (int p = 0; p < found; p += PIXEL_STEP) {
                    addFive(
                            sums[row],
                            taken[p],
                            taken[p + 1],
                            taken[p + 2],
                            taken[p + 3],
                            taken[p + 4],
                            counts[p],
                            counts[p + 1],
                            counts[p + 2],
                            counts[p + 3],
                            counts[p + 4],
                            lanes);
                }
            }
        }
    }

    /** Finds the pixels that count something in a row; {@return how many}. */
    private int find(short[][] columns, short[] rows, int at, int first, int end) {
        int found = 0;
        for (int p = first; p < end; p++) {
            taken[found] = columns[p];
            counts[found] = rows[at + p];
            found += rows[at + p] == 0 ? 0 : 1;
        }
        for (int p = found; p < found + PIXEL_STEP; p++) {
            taken[p] = columns[first];
            counts[p] = 0;
        }
        return found;
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
