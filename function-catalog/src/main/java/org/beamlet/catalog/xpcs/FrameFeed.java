package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.raw.SparseFrames;

/** Reads selected frames as rows of carried pixels, a batch at a time. */
public final class FrameFeed {
    /** Both the raw blocks and the rows of a batch stay below this, where a frame is smaller. */
    static final long BATCH_BYTES = 128L << 20;

    /** All sums of all pixels pass through memory once a batch. */
    private static final int MOST_ROWS = 128;

    private final RowSource source;
    private final FrameSelection selection;
    private final Lanes lanes;
    private final float[][] rows;
    private final float[][] more;

    private int done;

    public FrameFeed(
            RawFrames frames, FrameSelection selection, CarriedPixels pixels, Lanes lanes) {
        this(frames, selection, pixels, lanes, BATCH_BYTES);
    }

    FrameFeed(
            RawFrames frames,
            FrameSelection selection,
            CarriedPixels pixels,
            Lanes lanes,
            long batchBytes) {
        this.source =
                switch (frames) {
                    case DenseFrames dense -> new DenseRows(dense.blocks(), pixels, lanes);
                    case SparseFrames sparse -> new SparseRows(sparse, pixels, lanes);
                };
        this.selection = selection;
        this.lanes = lanes;
        int batch = batch(batchBytes, selection.average(), source.bytesPerFrame(), pixels.count());
        this.rows = new float[Math.min(batch, selection.count())][pixels.count()];
        this.more = new float[lanes.count()][selection.average() > 1 ? pixels.count() : 0];
    }

    /** {@return how many rows are read at a time, of a series that is longer} */
    static int batch(int average, long bytesPerFrame, int pixels) {
        return batch(BATCH_BYTES, average, bytesPerFrame, pixels);
    }

    private static int batch(long batchBytes, int average, long bytesPerFrame, int pixels) {
        long perRow = Math.max(average * bytesPerFrame, pixels * (long) Float.BYTES);
        return Math.clamp(batchBytes / perRow, 1, MOST_ROWS);
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
        source.prepare(selection.frame(done, 0), selection.stride(), count * selection.average());
        int first = done;
        lanes.forEach(count, (lane, row) -> fill(lane, first + row, rows[row]));
        done += count;
        return count;
    }

    private void fill(int lane, int row, float[] out) {
        source.load(lane, selection.frame(row, 0), out);
        if (selection.average() == 1) {
            return;
        }
        for (int part = 1; part < selection.average(); part++) {
            source.load(lane, selection.frame(row, part), more[lane]);
            for (int p = 0; p < out.length; p++) {
                out[p] += more[lane][p];
            }
        }
        float parts = selection.average();
        for (int p = 0; p < out.length; p++) {
            out[p] /= parts;
        }
    }

    /** {@return what a user should know of the frames that were read so far} */
    public List<String> warnings() {
        return RowSource.warnings(source.repeats());
    }
}
