package org.beamlet.catalog.xpcs.raw;

/** The frames of a measurement, whatever they are stored in. */
public sealed interface RawFrames extends AutoCloseable permits DenseFrames, SparseFrames {
    long frames();

    int rows();

    int columns();

    /**
     * {@return the most frames that may be believed, where their number is only what one event says
     * and not a matter of the file's size}
     */
    default long believable() {
        return Long.MAX_VALUE;
    }

    /**
     * Of frames that come while the file grows, how many are whole from the first on.
     *
     * @param from so many are known to be
     * @param settled whether nothing has written to the file for a while
     */
    long written(long from, boolean settled);

    /** {@return how many frames there are up to the last one that was ever written} */
    long stored();

    default int pixels() {
        return Math.multiplyExact(rows(), columns());
    }

    @Override
    void close();
}
