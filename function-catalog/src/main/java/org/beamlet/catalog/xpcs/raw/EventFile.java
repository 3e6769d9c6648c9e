package org.beamlet.catalog.xpcs.raw;

/**
 * A file of events, frame after frame: which pixel counted how many photons.
 *
 * <p>Where several events name one pixel of one frame, the last of them counts, as in boost_corr.
 */
sealed interface EventFile extends AutoCloseable permits RigakuFile, ImmEvents {
    long frames();

    int rows();

    int columns();

    /** {@return the most frames that may be believed of a file of this size} */
    default long believable() {
        return Long.MAX_VALUE;
    }

    /**
     * Finds the frames from {@code first} to before {@code end}, which are loaded next; each call
     * goes on where the last ended, or later.
     */
    void seek(long first, long end);

    /**
     * Writes the counts of one of the frames that were found into a row; other places are left.
     *
     * <p>Several threads may load at once, each with its own scratch.
     *
     * @param places place in the row of each pixel, negative for a pixel that is left out
     */
    void load(long frame, int[] places, float[] row, EventScratch scratch);

    @Override
    void close();
}
