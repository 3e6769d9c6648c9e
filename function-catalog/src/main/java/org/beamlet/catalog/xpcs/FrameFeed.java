package org.beamlet.catalog.xpcs;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.beamlet.catalog.hdf5.FrameBlocks;
import org.beamlet.catalog.lanes.Lanes;

/** Reads selected frames as rows of carried pixels, a batch at a time. */
public final class FrameFeed {
    /** Both the raw blocks and the rows of a batch stay below this, where a frame is smaller. */
    private static final long BATCH_BYTES = 128L << 20;

    /** All sums of all pixels pass through memory once a batch. */
    private static final int MOST_ROWS = 128;

    private final FrameBlocks blocks;
    private final FrameSelection selection;
    private final CarriedPixels pixels;
    private final Lanes lanes;
    private final float[][] rows;
    private final float[][] frame;

    /** Blocks of the current batch; the last of them often serves the next batch too. */
    private final Map<Long, ByteBuffer> read = new ConcurrentSkipListMap<>();

    private int done;

    public FrameFeed(
            FrameBlocks blocks, FrameSelection selection, CarriedPixels pixels, Lanes lanes) {
        this.blocks = blocks;
        this.selection = selection;
        this.pixels = pixels;
        this.lanes = lanes;
        long perRow =
                Math.max(
                        (long) selection.average() * blocks.frameBytes(),
                        pixels.count() * (long) Float.BYTES);
        int batch = Math.clamp(BATCH_BYTES / perRow, 1, MOST_ROWS);
        this.rows = new float[Math.min(batch, selection.count())][pixels.count()];
        this.frame = new float[lanes.count()][blocks.pixels()];
    }

    /** {@return the rows that {@link #next()} fills} */
    public float[][] rows() {
        return rows;
    }

    /** Fills {@link #rows()} with the next frames; {@return how many, 0 at the end}. */
    public int next() {
        int count = Math.min(rows.length, selection.count() - done);
        if (count == 0) {
            return 0;
        }
        readBlocks(count);
        int first = done;
        lanes.forEach(count, (lane, row) -> fill(first + row, rows[row], frame[lane]));
        done += count;
        return count;
    }

    private void readBlocks(int count) {
        TreeSet<Long> needed = new TreeSet<>();
        for (int row = 0; row < count; row++) {
            for (int part = 0; part < selection.average(); part++) {
                needed.add(selection.frame(done + row, part) / blocks.framesPerBlock());
            }
        }
        read.keySet().retainAll(needed);
        needed.removeAll(read.keySet());
        Long[] missing = needed.toArray(Long[]::new);
        lanes.forEach(
                missing.length, (_, item) -> read.put(missing[item], blocks.block(missing[item])));
    }

    private void fill(int row, float[] out, float[] scratch) {
        load(selection.frame(row, 0), out, scratch);
        if (selection.average() == 1) {
            return;
        }
        float[] more = new float[out.length];
        for (int part = 1; part < selection.average(); part++) {
            load(selection.frame(row, part), more, scratch);
            for (int p = 0; p < out.length; p++) {
                out[p] += more[p];
            }
        }
        float parts = selection.average();
        for (int p = 0; p < out.length; p++) {
            out[p] /= parts;
        }
    }

    private void load(long index, float[] out, float[] scratch) {
        ByteBuffer block = read.get(index / blocks.framesPerBlock());
        if (block == null) {
            throw new IllegalStateException("frame " + index + " was not read");
        }
        int place = (int) (index % blocks.framesPerBlock());
        int start = block.position() + place * blocks.frameBytes();
        if (pixels.cropped()) {
            blocks.format().toFloats(block, start, scratch);
            pixels.gather(scratch, out);
        } else {
            blocks.format().toFloats(block, start, out);
        }
    }
}
