package org.beamlet.catalog.xpcs.raw;

import org.beamlet.catalog.hdf5.FrameBlocks;

/**
 * Frames of which every pixel is stored.
 *
 * @param owner what holds the file open
 */
public record DenseFrames(FrameBlocks blocks, Runnable owner) implements RawFrames {
    @Override
    public long frames() {
        return blocks.frames();
    }

    @Override
    public int rows() {
        return blocks.rows();
    }

    @Override
    public int columns() {
        return blocks.columns();
    }

    @Override
    public long written(long from, boolean settled) {
        return blocks.written(from, settled);
    }

    @Override
    public long stored() {
        return blocks.stored();
    }

    @Override
    public void close() {
        owner.run();
    }
}
