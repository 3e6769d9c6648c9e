package org.beamlet.catalog.xpcs.kernel.scalar;

/** Loops over a tile's rows, each plain enough for the compiler to vectorise. */
final class Rows {
    private static final int STEP = Tile.PIXELS;

    private Rows() {}

    /** Adds, frame by frame, the product with the frame {@code lag} earlier. */
    static void addProducts(float[] window, int at, int lag, int count, int width, float[] sums) {
        int done = 0;
        for (; done + 8 <= count; done += 8) {
            addEightProducts(window, at + done * STEP, at + (done - lag) * STEP, width, sums);
        }
        for (; done < count; done++) {
            addProduct(window, at + done * STEP, at + (done - lag) * STEP, width, sums);
        }
    }

    private static void addProduct(float[] window, int a, int b, int width, float[] sums) {
        for (int i = 0; i < width; i++) {
            sums[i] += window[a + i] * window[b + i];
        }
    }

    /** Eight at a time, so that a sum is fetched and stored once for eight products. */
    private static void addEightProducts(float[] window, int a, int b, int width, float[] sums) {
        for (int i = 0; i < width; i++) {
            float first =
                    (window[a + i] * window[b + i] + window[a + STEP + i] * window[b + STEP + i])
                            + (window[a + 2 * STEP + i] * window[b + 2 * STEP + i]
                                    + window[a + 3 * STEP + i] * window[b + 3 * STEP + i]);
            float second =
                    (window[a + 4 * STEP + i] * window[b + 4 * STEP + i]
                                    + window[a + 5 * STEP + i] * window[b + 5 * STEP + i])
                            + (window[a + 6 * STEP + i] * window[b + 6 * STEP + i]
                                    + window[a + 7 * STEP + i] * window[b + 7 * STEP + i]);
            sums[i] += first + second;
        }
    }

    /** Adds some neighbouring rows to totals, in double precision. */
    static void addEach(float[] window, int at, int count, int width, double[] totals, int from) {
        for (int row = 0; row < count; row++) {
            int start = at + row * STEP;
            for (int i = 0; i < width; i++) {
                totals[from + i] += window[start + i];
            }
        }
    }

    static void add(float[] sums, int width, double[] totals, int from) {
        for (int i = 0; i < width; i++) {
            totals[from + i] += sums[i];
        }
    }

    /** Puts the sum of a row and the next one at a place of another window. */
    static void sum(float[] window, int at, int width, float[] out, int to) {
        for (int i = 0; i < width; i++) {
            out[to + i] = window[at + i] + window[at + STEP + i];
        }
    }

    static void scale(float[] frame, int from, int width, float factor, float[] window, int to) {
        for (int i = 0; i < width; i++) {
            window[to + i] = frame[from + i] * factor;
        }
    }
}
