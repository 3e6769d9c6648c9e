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
    /** Looking whether a chunk is there maps it into memory, of which a process has so many. */
    private static final int MOST_LOOKED_AT = 4096;

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

    @Override
    public void done(ByteBuffer block) {
        if (chunks != null && block.hasArray() && block.arrayOffset() == 0) {
            chunks.done(block.array());
        }
    }

    @Override
    public long written(long from, boolean settled) {
        ChunkReader reader = chunks;
        if (reader == null) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "%s is stored in one piece, of which nobody can tell how far it was written"
                            .formatted(name),
                    "leave out stream if it is whole; else have it written in chunks, extensible along the frames");
        }
        long block = from / framesPerBlock;
        long limit = Math.min(block + MOST_LOOKED_AT, Math.ceilDiv(shape[0], framesPerBlock));
        while (block < limit && isStored(reader, block)) {
            block++;
        }
        // The newest block may hold some frames that are there, and others that are not.
        long whole = settled ? block : block - 1;
        return Math.clamp(whole * framesPerBlock, from, shape[0]);
    }

    @Override
    public long stored() {
        ChunkReader reader = chunks;
        if (reader == null) {
            return shape[0];
        }
        long block = Math.ceilDiv(shape[0], framesPerBlock) - 1;
        while (block >= 0 && !isStored(reader, block)) {
            block--;
        }
        return Math.min(shape[0], (block + 1) * framesPerBlock);
    }

    private boolean isStored(ChunkReader reader, long block) {
        int[] chunk = reader.chunkShape();
        int first = Math.toIntExact(block * framesPerBlock);
        return Hdf5Source.guarded(
                name,
                () -> {
                    for (int row = 0; row < shape[1]; row += chunk[1]) {
                        for (int column = 0; column < shape[2]; column += chunk[2]) {
                            if (!reader.isStored(first, row, column)) {
                                return false;
                            }
                        }
                    }
                    return true;
                });
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
