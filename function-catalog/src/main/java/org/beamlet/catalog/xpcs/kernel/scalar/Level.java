package org.beamlet.catalog.xpcs.kernel.scalar;

/** What all tiles have in common on one level of the multi-tau scheme. */
public final class Level {
    private final int[] lags;
    private final int keptFrames;
    private int frames;

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

    /** Takes note of frames that all tiles have taken; {@return new frames of the next level}. */
    public int advance(int added) {
        int pairs = pairs(added);
        frames += added;
        return pairs;
    }

    /** How many frames of the next level become complete with {@code added} new ones. */
    public int pairs(int added) {
        return ((frames & 1) + added) / 2;
    }

    public int frames() {
        return frames;
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
