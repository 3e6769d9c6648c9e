package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * Loops over rows of one tile; a row is {@link Tile#PIXELS} values of one frame.
 *
 * <p>What they are written in is all that plain Java and vectors differ by.
 */
public interface RowLoops {
    /** Adds a raw row to {@code totals} and writes its product with {@code factor}. */
    void scale(float[] raw, double[] totals, float factor, float[] out);

    /**
     * Adds all new frames to {@code total}, and for each lag their products with the frame that
     * much earlier.
     *
     * @param window {@link TileLevel#HISTORY} earlier frames, dark where there were none, then the
     *     new ones
     * @param added how many new ones
     * @param lags ascending without gaps, within 1 to 8
     * @param products by lag
     * @param scratch a row to be used freely
     */
    void correlate(
            float[][] window,
            int added,
            int[] lags,
            double[][] products,
            double[] total,
            float[] scratch);

    /** Writes the sum of two rows. */
    void sum(float[] earlier, float[] later, float[] out);

    /** Adds a row to a total. */
    static void add(float[] row, double[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] += row[i];
        }
    }
}
