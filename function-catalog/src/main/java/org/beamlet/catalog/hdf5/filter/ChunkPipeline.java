package org.beamlet.catalog.hdf5.filter;

import io.jhdf.filter.PipelineFilterWithData;
import java.util.ArrayList;
import java.util.List;

/** The filters of a dataset, in the order in which they were applied. */
public final class ChunkPipeline {
    @SuppressWarnings("ArrayRecordComponent") // Read only, never compared.
    private record Step(ChunkFilter filter, int[] settings) {}

    private final List<Step> steps = new ArrayList<>();
    private final int chunkBytes;

    /**
     * Prepares to read.
     *
     * @param chunkBytes bytes of a chunk before any filter
     */
    public ChunkPipeline(List<PipelineFilterWithData> filters, int chunkBytes) {
        this.chunkBytes = chunkBytes;
        for (PipelineFilterWithData filter : filters) {
            steps.add(new Step(Filters.get(filter.getId()), filter.getFilterData()));
        }
    }

    /** {@return whether chunks are stored as they are} */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** {@return bytes of a chunk before any filter} */
    public int chunkBytes() {
        return chunkBytes;
    }

    /** {@return the chunk as it was before it was stored} */
    public byte[] decode(byte[] stored) {
        byte[] bytes = stored;
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            bytes = step.filter().decode(bytes, step.settings(), limit(i));
        }
        if (bytes.length < chunkBytes) {
            throw new FilterFailure(
                    "a chunk has %d of %d bytes".formatted(bytes.length, chunkBytes));
        }
        return bytes;
    }

    /** Between two filters a chunk may be a little larger: by a checksum, or if it got no less. */
    private int limit(int step) {
        return step == 0
                ? chunkBytes
                : (int) Math.min(Integer.MAX_VALUE - 8L, chunkBytes * 9L / 8 + 4096);
    }
}
