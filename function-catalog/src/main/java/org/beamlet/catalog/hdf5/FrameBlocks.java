package org.beamlet.catalog.hdf5;

import java.nio.ByteBuffer;

/**
 * A stack of detector frames that is read in blocks of neighbouring frames.
 *
 * <p>Several threads may read at once.
 */
public interface FrameBlocks {
    long frames();

    int rows();

    int columns();

    SampleFormat format();

    /** How many frames are cheapest read together; the last block may hold fewer. */
    int framesPerBlock();

    /** {@return the frames of block {@code index}, row-major, one after the other} */
    ByteBuffer block(long index);

    /** Told of a block that nobody uses any longer: its memory may serve another one. */
    default void done(ByteBuffer block) {}

    /**
     * Of frames that come while the file grows, how many are whole from the first on; of a great
     * many only some are looked at, and the next call goes on from there.
     *
     * @param from so many are known to be
     * @param settled whether nothing has written to the file for a while: else the newest frames
     *     may still be written to
     */
    default long written(long from, boolean settled) {
        return settled ? frames() : from;
    }

    /** {@return how many frames there are up to the last one that was ever written} */
    default long stored() {
        return frames();
    }

    default int pixels() {
        return Math.multiplyExact(rows(), columns());
    }

    default int frameBytes() {
        return Math.multiplyExact(pixels(), format().bytes());
    }

    /** {@return frames in a block} */
    default int framesIn(long index) {
        return (int) Math.min(framesPerBlock(), frames() - index * framesPerBlock());
    }
}
