package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * The innermost loop of two-time: products of some pixels in two frames, added up over the pixels,
 * for a tile of rows (frames) times columns (frames).
 *
 * <p>What it is written in is all that plain Java and vectors differ by.
 */
public interface RankLoops {
    /** Rows that an implementation takes at once, at most; sums have a multiple of it. */
    int ROW_STEP = 8;

    /** Columns that an implementation takes at once, at most; sums have room for a multiple. */
    int COLUMN_STEP = 32;

    /** {@return how many pixels are taken at once; a divisor of 250} */
    int pixels();

    /**
     * Adds, to each sum, the products of {@link #pixels} pixels in its row's and its column's
     * frame.
     *
     * <p>Sums outside the tile, up to the steps above, may be changed too.
     *
     * @param sums by row, then column
     * @param columns values by pixel, then column
     * @param rows values by pixel, then row
     * @param height rows of the tile
     * @param width columns of the tile
     * @param diagonal whether nothing is wanted where a column is below its row
     */
    void add(
            float[][] sums,
            float[][] columns,
            float[][] rows,
            int height,
            int width,
            boolean diagonal);
}
