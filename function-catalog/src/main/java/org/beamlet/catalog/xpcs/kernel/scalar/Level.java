package org.beamlet.catalog.xpcs.kernel.scalar;

import java.util.stream.IntStream;

/** What all tiles have in common on one level of the multi-tau scheme. */
public final class Level {
    /** Of the level that is kept, there are at most so many frames. */
    public static final int MOST_KEPT = 16;

    private final int[] lags;
    private final int keptFrames;

    /**
     * Describes a level.
     *
     * @param lags ascending, in frames of this level
     * @param keptFrames how many of its first frames are kept whole
     */
    public Level(int[] lags, int keptFrames) {
        this.lags = lags.clone();
        this.keptFrames = keptFrames;
    }

    /** {@return the lowest level of which a series has no more than {@link #MOST_KEPT} frames} */
    public static int kept(int frames) {
        int level = 0;
        while (frames >> level > MOST_KEPT) {
            level++;
        }
        return level;
    }

    /** {@return a level of a series that may become as long as it likes} */
    static Level open(int index, int keptFrames) {
        int first = index == 0 ? 1 : 5;
        return new Level(IntStream.rangeClosed(first, TileLevel.HISTORY).toArray(), keptFrames);
    }

    /**
     * How many frames of the next level become complete.
     *
     * @param before frames of a level that were there
     * @param added new ones
     */
    public static int pairs(int before, int added) {
        return ((before & 1) + added) / 2;
    }

    public int keptFrames() {
        return keptFrames;
    }

    /** {@return the array itself: read in the innermost loops} */
    public int[] lags() {
        return lags;
    }

    public int indexOf(int lag) {
        return lag - lags[0];
    }
}
