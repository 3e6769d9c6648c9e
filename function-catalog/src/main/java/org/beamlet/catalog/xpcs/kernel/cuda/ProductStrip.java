package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Some rows of sums of products, from the first row's column to the end of the series. */
public final class ProductStrip {
    /** Rows of a strip; at the end there may be fewer. */
    public static final int MOST_ROWS = MapTiles.ROWS;

    private final MapTiles map;
    private final int strip;
    private final MemorySegment tiles;
    private final long at;

    /**
     * A strip of what was fetched.
     *
     * @param at bytes before its first tile
     */
    ProductStrip(MapTiles map, int strip, MemorySegment tiles, long at) {
        this.map = map;
        this.strip = strip;
        this.tiles = tiles;
        this.at = at;
    }

    /** {@return the frame of the first row and of the first column} */
    public int first() {
        return map.first(strip);
    }

    /** {@return how many rows there are} */
    public int rows() {
        return Math.min(MapTiles.ROWS, columns());
    }

    /** {@return how many columns there are} */
    public int columns() {
        return map.frames() - first();
    }

    /** Reads a row; what is left of the diagonal has no meaning. */
    public void read(int row, double[] into) {
        int columns = columns();
        for (int tile = 0; tile < map.width(strip); tile++) {
            int left = tile * MapTiles.COLUMNS;
            long from = at + tile * MapTiles.BYTES + (long) row * MapTiles.COLUMNS * Double.BYTES;
            int count = Math.min(MapTiles.COLUMNS, columns - left);
            MemorySegment.copy(tiles, ValueLayout.JAVA_DOUBLE, from, into, left, count);
        }
    }
}
