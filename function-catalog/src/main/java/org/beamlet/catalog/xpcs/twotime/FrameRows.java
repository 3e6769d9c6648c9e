package org.beamlet.catalog.xpcs.twotime;

/** Values of some frames at the pixels of all bins. */
sealed interface FrameRows permits CountRows, ValueRows {
    /**
     * Puts the counts of neighbouring pixels where they belong, pixel by pixel, and adds them up.
     *
     * @param from frame to begin with
     * @param rows frames to take
     * @param pixels columns to take
     * @param into begins with the first frame of the first pixel at {@code at}, the next pixel's
     *     lie {@code stride} behind
     * @param sums added to, or written
     * @return false, and nothing is done, where a value does not fit into a byte
     */
    boolean spread(
            int from,
            int rows,
            PixelSpan pixels,
            byte[] into,
            int at,
            int stride,
            PixelSums sums,
            BlockScratch scratch);

    /** Fetches one pixel's values in some frames. */
    void values(int from, int rows, int column, float[] into);

    /**
     * Neighbouring pixels of a static bin.
     *
     * @param column of the first one in the rows
     */
    record PixelSpan(int column, int count) {}

    /**
     * Sums over some frames of neighbouring pixels.
     *
     * @param ofFrames written: over the pixels
     * @param ofPixels added to, from {@code first} on
     */
    @SuppressWarnings("ArrayRecordComponent") // Written to, never compared.
    record PixelSums(double[] ofFrames, double[] ofPixels, int first) {}
}
