package org.beamlet.catalog.xpcs.raw;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.hdf5.SampleFormat;

/** The frames of a dense IMM file, 16-bit counts without sign. */
final class ImmBlocks implements FrameBlocks {
    private static final SampleFormat COUNTS =
            new SampleFormat(SampleFormat.Kind.UNSIGNED, Short.BYTES, ByteOrder.LITTLE_ENDIAN);

    private final ImmFrames frames;

    ImmBlocks(ImmFrames frames) {
        this.frames = frames;
    }

    @Override
    public long frames() {
        return frames.count();
    }

    @Override
    public int rows() {
        return frames.first().rows();
    }

    @Override
    public int columns() {
        return frames.first().columns();
    }

    @Override
    public SampleFormat format() {
        return COUNTS;
    }

    @Override
    public int framesPerBlock() {
        return 1;
    }

    @Override
    public ByteBuffer block(long index) {
        ByteBuffer block = ByteBuffer.allocate(frameBytes());
        frames.file().read(block, frames.start(index));
        return block;
    }
}
