package org.beamlet.catalog.xpcs;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Photon counts of so many frames are loaded together. */
    private static final int EIGHT = Long.BYTES;

    /** So that no lane waits long for another. */
    private static final int PARTS_OF_A_LANE = 4;

    private final RowSource source;
    private final FrameSelection selection;
    private final Lanes lanes;
    private final int pixels;
    private final int batch;
    private final int countBatch;
    private final int storedBatch;
    private float[][] rows = {};
    private float[][] more = {};
    private long[][] counts = {};

    private int done;
    private boolean onlyCounts;

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
        this.pixels = pixels.count();
        this.batch =
                Math.min(
                        batch(
                                batchBytes,
                                selection.average(),
                                source.bytesPerFrame(),
                                pixels.count()),
                        selection.count());
        this.countBatch = eights(Math.clamp(batchBytes / this.pixels, EIGHT, MOST_ROWS));
        this.storedBatch =
                eights(
                        Math.clamp(
                                batchBytes / Math.max(1, source.bytesPerFrame()),
                                EIGHT,
                                countBatch));
        this.onlyCounts = selection.average() == 1 && source.offersCounts();
    }

    private static int eights(int rows) {
        return rows / EIGHT * EIGHT;
    }

    /** {@return how many rows are read at a time, of a series that is longer} */
    static int batch(int average, long bytesPerFrame, int pixels) {
        return batch(BATCH_BYTES, average, bytesPerFrame, pixels);
    }

    private static int batch(long batchBytes, int average, long bytesPerFrame, int pixels) {
        long perRow = Math.max(average * bytesPerFrame, pixels * (long) Float.BYTES);
        return Math.clamp(batchBytes / perRow, 1, MOST_ROWS);
    }

    /** {@return the rows that {@link #next()} filled} */
    public float[][] rows() {
        return rows;
    }

    /** {@return the counts that {@link #nextCounts()} found, of eight frames to a long} */
    long[][] counts() {
        return counts;
    }

    /**
     * Fills {@link #counts()} with the next frames, as long as they hold nothing but small photon
     * counts.
     *
     * @return how many frames; 0 at the end, and where {@link #next()} has to go on
     */
    int nextCounts() {
        int count = Math.min(countBatch, selection.count() - done);
        if (!onlyCounts || count == 0) {
            return 0;
        }
        if (counts.length == 0) {
            counts = new long[Math.ceilDiv(countBatch, EIGHT)][pixels];
        }
        // What is stored takes more room than the counts: only some frames of it at a time.
        for (int begun = 0; begun < count && onlyCounts; begun += storedBatch) {
            onlyCounts = loadCounts(begun, Math.min(storedBatch, count - begun));
        }
        if (!onlyCounts) {
            counts = new long[0][];
            return 0;
        }
        done += count;
        return count;
    }

    private boolean loadCounts(int begun, int count) {
        int first = done + begun;
        AtomicBoolean all = new AtomicBoolean(true);
        source.prepare(selection.frame(first, 0), selection.stride(), count);
        int eights = Math.ceilDiv(count, EIGHT);
        int parts = Math.ceilDiv(PARTS_OF_A_LANE * lanes.count(), eights);
        lanes.forEach(
                eights * parts,
                (_, item) -> {
                    int begin = item / parts * EIGHT;
                    int part = item % parts;
                    boolean small =
                            source.loadCounts(
                                    selection.frame(first + begin, 0),
                                    selection.stride(),
                                    Math.min(EIGHT, count - begin),
                                    place(part, parts),
                                    place(part + 1, parts),
                                    counts[(begun + begin) / EIGHT]);
                    if (!small) {
                        all.set(false);
                    }
                });
        return all.get();
    }

    private int place(int part, int parts) {
        return (int) ((long) pixels * part / parts);
    }

    /** Fills {@link #rows()} with the next frames; {@return how many, 0 at the end}. */
    public int next() {
        int count = Math.min(batch, selection.count() - done);
        if (count == 0) {
            return 0;
        }
        if (rows.length == 0) {
            rows = new float[batch][pixels];
            more = new float[lanes.count()][selection.average() > 1 ? pixels : 0];
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
