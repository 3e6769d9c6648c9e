package org.beamlet.catalog.xpcs;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.lanes.Lanes;

/** Rows of frames that are stored whole, in blocks. */
final class DenseRows implements RowSource {
    private final FrameBlocks blocks;
    private final CarriedPixels pixels;
    private final Lanes lanes;
    private final float[][] frame;

    /** Blocks of the current batch; the last of them often serves the next batch too. */
    private final Map<Long, ByteBuffer> read = new ConcurrentSkipListMap<>();

    DenseRows(FrameBlocks blocks, CarriedPixels pixels, Lanes lanes) {
        this.blocks = blocks;
        this.pixels = pixels;
        this.lanes = lanes;
        this.frame = new float[lanes.count()][pixels.cropped() ? blocks.pixels() : 0];
    }

    @Override
    public long bytesPerFrame() {
        return blocks.frameBytes();
    }

    @Override
    public void prepare(long first, int step, int count) {
        TreeSet<Long> needed = new TreeSet<>();
        for (int index = 0; index < count; index++) {
            needed.add((first + (long) index * step) / blocks.framesPerBlock());
        }
        read.entrySet().removeIf(entry -> isDone(entry, needed));
        needed.removeAll(read.keySet());
        Long[] missing = needed.toArray(Long[]::new);
        lanes.forEach(
                missing.length, (_, item) -> read.put(missing[item], blocks.block(missing[item])));
    }

    private boolean isDone(Map.Entry<Long, ByteBuffer> block, Set<Long> needed) {
        if (needed.contains(block.getKey())) {
            return false;
        }
        blocks.done(block.getValue());
        return true;
    }

    @Override
    public boolean offersCounts() {
        return blocks.format().offersCounts();
    }

    @Override
    public boolean loadCounts(long first, int step, int count, int from, int to, long[] row) {
        ByteBuffer[] stored = new ByteBuffer[count];
        for (int index = 0; index < count; index++) {
            long frame = first + (long) index * step;
            ByteBuffer block = block(frame);
            stored[index] = block.slice(start(block, frame), blocks.frameBytes());
        }
        return pixels.gatherCounts(blocks.format(), stored, from, to, row);
    }

    private ByteBuffer block(long index) {
        ByteBuffer block = read.get(index / blocks.framesPerBlock());
        if (block == null) {
            throw new IllegalStateException("frame " + index + " was not read");
        }
        return block;
    }

    private int start(ByteBuffer block, long index) {
        int place = (int) (index % blocks.framesPerBlock());
        return block.position() + place * blocks.frameBytes();
    }

    @Override
    public void load(int lane, long index, float[] row) {
        ByteBuffer block = block(index);
        int start = start(block, index);
        if (pixels.cropped()) {
            blocks.format().toFloats(block, start, frame[lane]);
            pixels.gather(frame[lane], row);
        } else {
            blocks.format().toFloats(block, start, row);
        }
    }
}
