package org.beamlet.catalog.hdf5;

import io.jhdf.dataset.chunked.ChunkedDatasetBase;
import io.jhdf.exceptions.HdfException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import org.beamlet.catalog.hdf5.filter.ChunkPipeline;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Reads chunks of a dataset, through filters that are bounded by the size of a chunk. */
final class ChunkReader {
    private static final long MOST_BYTES = 1L << 30;

    private final ChunkedDatasetBase dataset;
    private final ChunkPipeline pipeline;
    private final int[] chunk;
    private final int size;
    private final SpareBytes spares;

    private ChunkReader(ChunkedDatasetBase dataset, ChunkPipeline pipeline, int[] chunk) {
        this.dataset = dataset;
        this.pipeline = pipeline;
        this.chunk = chunk;
        this.size = dataset.getDataType().getSize();
        this.spares = new SpareBytes(pipeline.chunkBytes());
    }

    /**
     * Prepares to read.
     *
     * @param name what the dataset is called in messages
     */
    static ChunkReader of(String name, ChunkedDatasetBase dataset) {
        int[] chunk = dataset.getChunkDimensions();
        long bytes = dataset.getDataType().getSize();
        for (int extent : chunk) {
            bytes = extent <= 0 || bytes > MOST_BYTES ? Long.MAX_VALUE : bytes * extent;
        }
        if (bytes > MOST_BYTES) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s is stored in chunks of %s, more than a GiB each"
                            .formatted(name, NumberArray.text(chunk)),
                    "store it in smaller chunks, such as one frame each, with h5repack");
        }
        if (dataset.getStorageInBytes() > dataset.getHdfFile().size()) {
            throw new BeamletException(
                    ErrorCode.INPUT_INVALID,
                    "%s is damaged: its chunks would take more bytes than the file has"
                            .formatted(name),
                    "copy the file again");
        }
        return new ChunkReader(
                dataset, new ChunkPipeline(dataset.getFilters(), (int) bytes), chunk);
    }

    int[] chunkShape() {
        return chunk.clone();
    }

    /** {@return whether a chunk was written, and lies within the file as it was when opened} */
    boolean isStored(int... corner) {
        try {
            return ScopedValue.where(BoundedStorage.ONLY_WHETHER, true)
                    .call(() -> dataset.getRawChunkBuffer(corner).hasRemaining());
        } catch (HdfException _) {
            requireOpen();
            return false;
        }
    }

    /** {@return the values of a chunk, null if it was never written} */
    byte @Nullable [] chunk(int... corner) {
        ByteBuffer stored;
        try {
            stored =
                    ScopedValue.where(BoundedStorage.INTO, spares)
                            .call(() -> dataset.getRawChunkBuffer(corner));
        } catch (HdfException _) {
            requireOpen();
            // Of a chunk that is not there this reads fill values; of a broken one it fails.
            int[] one = new int[corner.length];
            Arrays.fill(one, 1);
            dataset.getSliceDataBuffer(Arrays.stream(corner).asLongStream().toArray(), one);
            return null;
        }
        return pipeline.decode(whole(stored));
    }

    private static byte[] whole(ByteBuffer stored) {
        int length = stored.remaining();
        if (stored.hasArray() && stored.arrayOffset() == 0 && stored.array().length == length) {
            return stored.array();
        }
        byte[] bytes = new byte[length];
        stored.get(bytes);
        return bytes;
    }

    /** Takes a chunk back whose values are not used any longer. */
    void done(byte[] chunkValues) {
        // Filters make arrays of their own: they would wait in vain.
        if (pipeline.isEmpty()) {
            spares.give(chunkValues);
        }
    }

    /** A thread that is interrupted while it reads closes the file. */
    private void requireOpen() {
        if (!dataset.getHdfFile().getHdfBackingStorage().getFileChannel().isOpen()) {
            throw new HdfException("the file is closed", new ClosedChannelException());
        }
    }

    /** {@return a part of the dataset, row-major; what was never written is zero} */
    byte[] region(long[] start, int[] count) {
        int rank = count.length;
        int bytes = size;
        for (int extent : count) {
            bytes = Math.multiplyExact(bytes, extent);
        }
        byte[] out = new byte[bytes];
        int[] corner = new int[rank];
        for (int d = 0; d < rank; d++) {
            corner[d] = Math.toIntExact(start[d] / chunk[d] * chunk[d]);
        }
        int[] first = corner.clone();
        do {
            byte[] values = chunk(corner);
            if (values != null) {
                copy(values, corner, start, count, out);
            }
        } while (advance(corner, first, start, count));
        return out;
    }

    /** Goes to the next chunk of a region; {@return false after the last}. */
    private boolean advance(int[] corner, int[] first, long[] start, int[] count) {
        for (int d = corner.length - 1; d >= 0; d--) {
            corner[d] += chunk[d];
            if (corner[d] < start[d] + count[d]) {
                return true;
            }
            corner[d] = first[d];
        }
        return false;
    }

    private void copy(byte[] values, int[] corner, long[] start, int[] count, byte[] out) {
        int rank = count.length;
        int[] low = new int[rank];
        int[] high = new int[rank];
        for (int d = 0; d < rank; d++) {
            low[d] = (int) Math.max(start[d], corner[d]);
            high[d] = (int) Math.min(start[d] + count[d], (long) corner[d] + chunk[d]);
        }
        int run = (high[rank - 1] - low[rank - 1]) * size;
        int[] at = low.clone();
        boolean more = true;
        while (more) {
            int from = 0;
            int to = 0;
            for (int d = 0; d < rank; d++) {
                from = from * chunk[d] + at[d] - corner[d];
                to = to * count[d] + (int) (at[d] - start[d]);
            }
            System.arraycopy(values, from * size, out, to * size, run);
            more = false;
            for (int d = rank - 2; d >= 0 && !more; d--) {
                more = ++at[d] < high[d];
                if (!more) {
                    at[d] = low[d];
                }
            }
        }
    }
}
