package org.beamlet.catalog.xpcs;

/** Opens a series anew. */
@FunctionalInterface
interface FrameFeeds {
    /**
     * Opens it.
     *
     * @param pixels what a row holds
     * @param batchBytes what the rows of a batch, and the frames they come from, take at most
     */
    FrameFeed of(CarriedPixels pixels, long batchBytes);
}
