package org.beamlet.catalog.xpcs.raw;

/** The frames of a measurement, whatever they are stored in. */
public sealed interface RawFrames extends AutoCloseable permits DenseFrames, SparseFrames {
    long frames();

    int rows();

    int columns();

    default int pixels() {
        return Math.multiplyExact(rows(), columns());
    }

    @Override
    void close();
}
