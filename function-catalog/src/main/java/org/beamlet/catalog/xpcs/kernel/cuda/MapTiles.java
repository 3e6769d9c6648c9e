package org.beamlet.catalog.xpcs.kernel.cuda;

/**
 * How the matrix of a map's products is cut into tiles, as {@code twotime.cu} makes them.
 *
 * <p>Strips of rows lie one after the other, a strip's tiles from the diagonal to the right;
 * nothing lies below the diagonal but the rest of the tiles that it crosses.
 *
 * @param frames rows and columns of the matrix
 */
record MapTiles(int frames) {
    static final int ROWS = 64;
    static final int COLUMNS = 128;
    static final int VALUES = ROWS * COLUMNS;
    static final long BYTES = (long) VALUES * Double.BYTES;

    int strips() {
        return Math.ceilDiv(frames, ROWS);
    }

    /** {@return the first frame of a strip's rows, and of its columns} */
    int first(int strip) {
        return strip * ROWS;
    }

    /** {@return how many tiles a strip has} */
    int width(int strip) {
        return Math.ceilDiv(frames - first(strip), COLUMNS);
    }

    /** {@return how many tiles some strips have} */
    int tiles(int fromStrip, int toStrip) {
        int tiles = 0;
        for (int strip = fromStrip; strip < toStrip; strip++) {
            tiles += width(strip);
        }
        return tiles;
    }

    int tiles() {
        return tiles(0, strips());
    }

    /** {@return how many of the strips from the first on have so many tiles together at most} */
    int stripsWithin(long tiles) {
        int strip = 0;
        for (long left = tiles; strip < strips() && width(strip) <= left; strip++) {
            left -= width(strip);
        }
        return strip;
    }

    /** {@return places for a pixel's values: tiles may reach beyond the last frame} */
    int stride() {
        return strips() * ROWS + COLUMNS - ROWS;
    }

    /** {@return by tile: its first row, its first column} */
    int[] corners() {
        int[] corners = new int[2 * tiles()];
        int at = 0;
        for (int strip = 0; strip < strips(); strip++) {
            for (int tile = 0; tile < width(strip); tile++) {
                corners[at++] = first(strip);
                corners[at++] = first(strip) + tile * COLUMNS;
            }
        }
        return corners;
    }
}
