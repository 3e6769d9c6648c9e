package org.beamlet.catalog.hdf5;

import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.dataset.DatasetBase;
import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import java.nio.ByteBuffer;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Frames of an HDF5 dataset; a block is what one row of chunks holds. */
final class Hdf5Frames implements FrameBlocks {
    private final String name;
    private final DatasetBase dataset;
    private final SampleFormat format;
    private final long[] shape;
    private final int framesPerBlock;
    private final @Nullable ChunkReader chunks;
    private final boolean wholeFrameChunks;

    Hdf5Frames(String name, DatasetBase dataset, SampleFormat format) {
        this.name = name;
        this.dataset = dataset;
        this.format = format;
        this.shape = dataset.getDimensionsAsLong();
        requireRoom();
        if (dataset instanceof ChunkedDatasetBase chunked) {
            chunks = ChunkReader.of(name, chunked);
            int[] chunk = chunks.chunkShape();
            framesPerBlock = Math.clamp(shape[0], 1, chunk[0]);
            wholeFrameChunks = chunk[1] == shape[1] && chunk[2] == shape[2];
        } else {
            chunks = null;
            framesPerBlock = 1;
            wholeFrameChunks = false;
        }
    }

    /** What was never written takes no room, but a file has at least a byte for every frame. */
    private void requireRoom() {
        long size = dataset.getHdfFile().size();
        if (shape[0] > size) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s says that it has %d frames, and its file has %d bytes"
                            .formatted(name, shape[0], size),
                    "the file is damaged or was never written to: copy it again");
        }
    }

    @Override
    public long frames() {
        return shape[0];
    }

    @Override
    public int rows() {
        return (int) shape[1];
    }

    @Override
    public int columns() {
        return (int) shape[2];
    }

    @Override
    public SampleFormat format() {
        return format;
    }

    @Override
    public int framesPerBlock() {
        return framesPerBlock;
    }

    @Override
    public ByteBuffer block(long index) {
        ByteBuffer block = Hdf5Source.guarded(name, () -> read(index));
        int expected = Math.multiplyExact(framesIn(index), frameBytes());
        if (block.remaining() < expected) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s ends early: frame %d has %d of %d bytes"
                            .formatted(name, index * framesPerBlock, block.remaining(), expected),
                    "check that the file was closed and copied whole");
        }
        return block;
    }

    private ByteBuffer read(long index) {
        long first = index * framesPerBlock;
        if (dataset instanceof ContiguousDataset contiguous && !dataset.isEmpty()) {
            return dataset.getHdfFile()
                    .getHdfBackingStorage()
                    .readBufferFromAddress(
                            contiguous.getDataAddress() + first * frameBytes(), frameBytes());
        }
        if (chunks != null) {
            return ByteBuffer.wrap(chunkRow(chunks, first, framesIn(index)));
        }
        return dataset.getSliceDataBuffer(
                new long[] {first, 0, 0}, new int[] {framesIn(index), rows(), columns()});
    }

    private byte[] chunkRow(ChunkReader reader, long first, int count) {
        if (!wholeFrameChunks) {
            return reader.region(new long[] {first, 0, 0}, new int[] {count, rows(), columns()});
        }
        byte[] values = reader.chunk(Math.toIntExact(first), 0, 0);
        return values == null ? new byte[Math.multiplyExact(count, frameBytes())] : values;
    }
}
