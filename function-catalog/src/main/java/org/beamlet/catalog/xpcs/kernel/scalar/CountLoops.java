package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * The innermost loop of two-time for photon counts: products of some pixels' counts in two frames,
 * added up over the pixels in whole numbers, for a tile of rows (frames) times lanes.
 *
 * <p>Everything is modulo 65,536, so a lane may stand for two frames: the counts of one in its
 * lower, those of the other in its upper byte. Both sums are right as long as neither goes above
 * 255.
 *
 * <p>What it is written in is all that plain Java and vectors differ by.
 */
public interface CountLoops {
    /** Pixels come in multiples of so many; what is left over is filled with zeros. */
    int PIXEL_STEP = 5;

    /** Pixels that are taken at once, at most. */
    int MOST_PIXELS = 100;

    /** Rows that an implementation takes at once, at most; sums have a multiple of it. */
    int ROW_STEP = 8;

    /** Lanes that an implementation takes at once, at most; sums have room for a multiple. */
    int LANE_STEP = 64;

    /**
     * Adds, to each sum, the products of its row's and its lane's counts.
     *
     * <p>Sums outside the tile, up to the steps above, may be changed too.
     *
     * @param sums by row, then lane
     * @param columns counts by pixel, then lane
     * @param rows counts by row, then pixel, rows {@link #MOST_PIXELS} apart
     * @param pixels a multiple of {@link #PIXEL_STEP}, {@link #MOST_PIXELS} at most
     * @param height rows of the tile
     * @param lanes lanes of the tile
     */
    void add(short[][] sums, short[][] columns, short[] rows, int pixels, int height, int lanes);
}
