package org.beamlet.catalog.xpcs.kernel.cuda;

/**
 * What a level needs on a device.
 *
 * @param firstLag its shortest lag; 1 if it has none
 * @param lags how many, without gaps
 * @param keptFrames how many of its frames are kept
 */
public record LevelLayout(int firstLag, int lags, int keptFrames) {
    static final int HISTORY = 8;

    /** {@return a level's layout} */
    public static LevelLayout of(int[] lags, int keptFrames) {
        return new LevelLayout(lags.length == 0 ? 1 : lags[0], lags.length, keptFrames);
    }

    /** Rows of floats: the last frames and those that are kept. */
    int floats() {
        return HISTORY + keptFrames;
    }

    /** Rows of doubles: products and heads by lag, and the total. */
    int doubles() {
        return 2 * lags + 1;
    }

    long bytesPerPixel() {
        return (long) Float.BYTES * floats() + (long) Double.BYTES * doubles();
    }
}
