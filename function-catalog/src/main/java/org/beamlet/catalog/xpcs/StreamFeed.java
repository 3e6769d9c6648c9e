package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.raw.DenseFrames;
import org.beamlet.catalog.xpcs.raw.RawFrames;
import org.beamlet.catalog.xpcs.raw.SparseFrames;
import org.beamlet.catalog.xpcs.stream.FrameStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of a stream's frames as they come, and hands them on in the batches in which {@link
 * FrameFeed} reads a series that is whole: sums then round alike.
 */
final class StreamFeed {
    private final long begin;
    private final long end;
    private final int stride;
    private final int average;
    private final CarriedPixels pixels;
    private final Lanes lanes;
    private final float[][] more;

    private float[][] rows = {};
    private @Nullable RawFrames read;
    private @Nullable RowSource source;
    private long repeats;

    /** Frames that were loaded, of those that are used; rows that were handed on; those whole. */
    private long loaded;

    private long handed;
    private long ready;

    /** Takes rows. */
    @FunctionalInterface
    interface Sink {
        void add(float[][] rows, int count);
    }

    /**
     * Makes a feed.
     *
     * @param end the frame before which to stop; {@link Long#MAX_VALUE} for none
     */
    StreamFeed(long begin, long end, int stride, int average, CarriedPixels pixels, Lanes lanes) {
        this.begin = begin;
        this.end = end;
        this.stride = stride;
        this.average = average;
        this.pixels = pixels;
        this.lanes = lanes;
        this.more = new float[lanes.count()][average > 1 ? pixels.count() : 0];
    }

    /** Loads what is there of the first {@code available} frames, and hands on batches. */
    void take(FrameStream stream, long available, Sink sink) {
        long last = Math.min(end, available);
        ready = Math.max(0, last - begin) / ((long) stride * average);
        while (true) {
            if (rows.length > 0 && Math.min(ready, loaded / average) - handed >= rows.length) {
                sink.add(rows, rows.length);
                handed += rows.length;
            }
            long frame = frame(loaded);
            if (frame >= last || (rows.length > 0 && loaded == room())) {
                return;
            }
            FrameStream.Piece piece = stream.piece(frame);
            RowSource from = sourceOf(piece.frames());
            long upTo = Math.ceilDiv(Math.min(last, piece.end()) - begin, stride);
            load(stream, piece, from, Math.min(upTo, room()));
            stream.done(frame(loaded));
        }
    }

    private long frame(long used) {
        return begin + used * stride;
    }

    /** {@return the used frame that has no place in the rows any more} */
    private long room() {
        return (handed + rows.length) * average;
    }

    private RowSource sourceOf(RawFrames frames) {
        RowSource known = source;
        if (known != null && frames.equals(read)) {
            return known;
        }
        repeats += known == null ? 0 : known.repeats();
        RowSource made =
                switch (frames) {
                    case DenseFrames dense -> new DenseRows(dense.blocks(), pixels, lanes);
                    case SparseFrames sparse -> new SparseRows(sparse, pixels, lanes);
                };
        if (rows.length == 0) {
            int batch = FrameFeed.batch(average, made.bytesPerFrame(), pixels.count());
            rows = new float[batch][pixels.count()];
        }
        read = frames;
        source = made;
        return made;
    }

    private void load(FrameStream stream, FrameStream.Piece piece, RowSource from, long upTo) {
        long local = frame(loaded) - piece.first();
        from.prepare(local, stride, (int) (upTo - loaded));
        stream.requireUnchanged(frame(upTo - 1) + 1);
        long first = loaded / average;
        long last = (upTo - 1) / average;
        lanes.forEach(
                (int) (last - first + 1),
                (lane, item) -> {
                    long row = first + item;
                    long start = Math.max(loaded, row * average);
                    long stop = Math.min(upTo, (row + 1) * average);
                    float[] out = rows[(int) (row - handed)];
                    for (long used = start; used < stop; used++) {
                        add(from, lane, frame(used) - piece.first(), used % average, out);
                    }
                });
        loaded = upTo;
    }

    private void add(RowSource from, int lane, long frame, long part, float[] out) {
        if (part == 0) {
            from.load(lane, frame, out);
        } else {
            from.load(lane, frame, more[lane]);
            for (int p = 0; p < out.length; p++) {
                out[p] += more[lane][p];
            }
        }
        if (average > 1 && part == average - 1) {
            for (int p = 0; p < out.length; p++) {
                out[p] /= (float) average;
            }
        }
    }

    /** {@return rows that are whole and were not handed on, at the start of {@link #rows}} */
    int waiting() {
        return (int) (Math.min(ready, loaded / average) - handed);
    }

    float[][] rows() {
        return rows;
    }

    /** Hands on what is left, in the end. */
    void finish(Sink sink) {
        int left = waiting();
        if (left > 0) {
            sink.add(rows, left);
            handed += left;
        }
    }

    /** {@return what a user should know of the frames that were read} */
    List<String> warnings() {
        RowSource last = source;
        return RowSource.warnings(repeats + (last == null ? 0 : last.repeats()));
    }
}
