package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;

/**
 * The pixels of one device: their state lies there, their frames go there.
 *
 * <p>There are two buffers for new frames: while one is worked on, the other is copied to the
 * device, and the caller has meanwhile left to read the next frames.
 */
final class DevicePart {
    private static final int BUFFERS = 2;

    private final GpuContext context;
    private final DevicePlan.Part part;
    private final int rows;
    private final int stride;
    private final MemorySegment levelCode;
    private final MemorySegment momentsCode;
    private final MemorySegment copying;
    private final MemorySegment computing;
    private final List<LevelState> levels = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final long[] between = new long[2];
    private final long rawTotal;
    private final long moments;
    private final MemorySegment answer;
    private int batches;

    /** New frames on both sides, and when each side is done with them. */
    private record Buffer(
            MemorySegment host,
            MemorySegment hostScales,
            long device,
            long deviceScales,
            MemorySegment copied,
            MemorySegment computed) {}

    DevicePart(GpuContext context, DevicePlan.Part part, int rows, List<LevelLayout> layouts) {
        this.context = context;
        this.part = part;
        this.rows = rows;
        this.stride = part.stride();
        context.enter();
        levelCode = context.function("multitau_level");
        momentsCode = context.function("multitau_moments");
        copying = context.stream();
        computing = context.stream();
        layouts.forEach(layout -> levels.add(new LevelState(context, layout, stride, computing)));
        for (int which = 0; which < between.length; which++) {
            between[which] = floats((long) DevicePlan.betweenRows(rows, which) * stride);
        }
        rawTotal = doubles(stride);
        moments = doubles(3L * stride);
        answer = context.pinned(3L * stride * Double.BYTES);
        for (int i = 0; i < BUFFERS; i++) {
            buffers.add(buffer());
        }
        // Zeros are written on another stream than frames are.
        context.finish(computing);
    }

    private long floats(long count) {
        return context.allocate(count * Float.BYTES, computing);
    }

    private long doubles(long count) {
        return context.allocate(count * Double.BYTES, computing);
    }

    private Buffer buffer() {
        return new Buffer(
                context.pinned((long) rows * stride * Float.BYTES),
                context.pinned((long) rows * Float.BYTES),
                floats((long) rows * stride),
                floats(rows),
                context.event(),
                context.event());
    }

    /** Takes new frames, at most as many as were planned; they are this side's again at once. */
    void push(float[][] frames, double[] scales, int first, int count, int before, Lanes lanes) {
        context.enter();
        Buffer buffer = buffers.get(batches++ % BUFFERS);
        context.await(buffer.copied());
        lanes.forEach(count, (_, row) -> fill(buffer, row, frames[first + row]));
        for (int row = 0; row < count; row++) {
            float scale = (float) scales[first + row];
            buffer.hostScales().setAtIndex(ValueLayout.JAVA_FLOAT, row, scale);
        }
        // Waiting for the lanes may have moved a virtual thread to another one of the system's.
        context.enter();
        context.await(copying, buffer.computed());
        long bytes = (long) count * stride * Float.BYTES;
        context.upload(buffer.device(), buffer.host(), bytes, copying);
        context.upload(
                buffer.deviceScales(), buffer.hostScales(), (long) count * Float.BYTES, copying);
        context.record(buffer.copied(), copying);
        context.await(computing, buffer.copied());
        compute(buffer, count, before);
        context.record(buffer.computed(), computing);
    }

    private void fill(Buffer buffer, int row, float[] frame) {
        long at = (long) row * stride * Float.BYTES;
        MemorySegment.copy(
                frame, part.from(), buffer.host(), ValueLayout.JAVA_FLOAT, at, part.pixels());
    }

    private void compute(Buffer buffer, int count, int before) {
        long fresh = buffer.device();
        int added = count;
        int frames = before;
        for (int level = 0; level < levels.size() && added > 0; level++) {
            boolean lowest = level == 0;
            boolean highest = level == levels.size() - 1;
            long next = highest ? 0 : between[level % 2];
            LevelState state = levels.get(level);
            context.launch(
                    levelCode,
                    stride,
                    computing,
                    fresh,
                    lowest ? buffer.deviceScales() : 0L,
                    added,
                    frames,
                    stride,
                    state.layout().firstLag(),
                    state.layout().lags(),
                    state.history(),
                    state.products(),
                    state.heads(),
                    state.total(),
                    lowest ? rawTotal : 0L,
                    next,
                    state.kept(),
                    state.layout().keptFrames());
            fresh = next;
            added = ((frames & 1) + added) / 2;
            frames >>= 1;
        }
    }

    /**
     * Puts the means at a lag of a level into arrays of all pixels.
     *
     * @param frames that this level has taken
     */
    void moments(
            int level, int lag, int frames, double[] product, double[] later, double[] earlier) {
        context.enter();
        LevelState state = levels.get(level);
        double pairs = frames - lag;
        double weight = 1L << level;
        context.launch(
                momentsCode,
                stride,
                computing,
                state.history(),
                state.products(),
                state.heads(),
                state.total(),
                stride,
                lag - state.layout().firstLag(),
                lag,
                1 / (pairs * weight * weight),
                1 / (pairs * weight),
                moments);
        context.download(answer, moments, 3L * stride * Double.BYTES, computing);
        take(0, product);
        take(1, later);
        take(2, earlier);
    }

    private void take(int row, double[] into) {
        long at = (long) row * stride * Double.BYTES;
        MemorySegment.copy(answer, ValueLayout.JAVA_DOUBLE, at, into, part.from(), part.pixels());
    }

    void rawTotals(double[] into) {
        context.enter();
        context.download(answer, rawTotal, (long) stride * Double.BYTES, computing);
        take(0, into);
    }

    void keptFrame(int level, int index, float[] into) {
        context.enter();
        long bytes = (long) stride * Float.BYTES;
        context.download(answer, levels.get(level).kept() + index * bytes, bytes, computing);
        MemorySegment.copy(answer, ValueLayout.JAVA_FLOAT, 0, into, part.from(), part.pixels());
    }
}
