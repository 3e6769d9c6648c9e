package org.beamlet.catalog.xpcs.kernel.scalar;

/** What all tiles have in common on one level of the multi-tau scheme. */
public final class Level {
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
