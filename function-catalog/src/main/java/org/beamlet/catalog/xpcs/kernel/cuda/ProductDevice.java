package org.beamlet.catalog.xpcs.kernel.cuda;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.catalog.lanes.Lanes;

/**
 * One GPU in two-time: sums of products lie there, pixels go there in chunks.
 *
 * <p>There are two buffers for chunks and two for what is fetched, so that copying, computing and
 * the caller's own work go on at the same time.
 */
final class ProductDevice {
    static final int ANSWERS = 2;
    private static final long ANSWER_BYTES = 8L << 20;
    private static final int THREADS = 256;

    private final GpuContext context;
    private final TwoTimePlan plan;
    private final int stride;
    private final Map<CellKind, MemorySegment> code = new EnumMap<>(CellKind.class);
    private final MemorySegment copying;
    private final MemorySegment computing;
    private final MemorySegment fetching;
    private final long corners;
    private final List<Slot> slots = new ArrayList<>();
    private final List<Buffer> buffers = new ArrayList<>();
    private final List<Answer> answers = new ArrayList<>();
    private int chunks;

    /** A bin's sums, and when they are all made. */
    private record Slot(long sums, MemorySegment made) {}

    /** A chunk on both sides, and when each side is done with it. */
    private record Buffer(
            MemorySegment values,
            MemorySegment factors,
            MemorySegment groups,
            long deviceValues,
            long deviceFactors,
            long deviceGroups,
            MemorySegment copied,
            MemorySegment computed) {}

    /** Tiles that were fetched, and when they are here. */
    private record Answer(MemorySegment tiles, MemorySegment fetched) {}

    ProductDevice(GpuContext context, TwoTimePlan plan) {
        this.context = context;
        this.plan = plan;
        this.stride = plan.tiles().stride();
        context.enter();
        for (CellKind kind : CellKind.values()) {
            code.put(kind, context.function(kind.code()));
        }
        copying = context.stream();
        computing = context.stream();
        fetching = context.stream();
        for (int slot = 0; slot < plan.slots(); slot++) {
            slots.add(new Slot(context.allocate(plan.sumBytes(), computing), context.event()));
        }
        for (int i = 0; i < TwoTimePlan.BUFFERS; i++) {
            buffers.add(buffer());
        }
        for (int i = 0; i < ANSWERS; i++) {
            answers.add(new Answer(context.pinned(answerBytes(plan)), context.event()));
        }
        corners = corners(plan.tiles().corners());
        // Zeros are written on another stream than pixels are.
        context.finish(computing);
    }

    /** {@return bytes that are fetched at once: a strip at least} */
    static long answerBytes(TwoTimePlan plan) {
        return Math.max(
                plan.tiles().width(0) * MapTiles.BYTES, Math.min(ANSWER_BYTES, plan.sumBytes()));
    }

    private Buffer buffer() {
        long factors = (long) plan.groups() * stride * Float.BYTES;
        long groups = 2L * plan.groups() * Integer.BYTES;
        return new Buffer(
                context.pinned(plan.valueBytes()),
                context.pinned(factors),
                context.pinned(groups),
                context.allocate(plan.valueBytes(), computing),
                context.allocate(factors, computing),
                context.allocate(groups, computing),
                context.event(),
                context.event());
    }

    private long corners(int[] of) {
        long bytes = (long) of.length * Integer.BYTES;
        long address = context.allocate(bytes, computing);
        MemorySegment host = context.pinned(bytes);
        MemorySegment.copy(of, 0, host, ValueLayout.JAVA_INT, 0, of.length);
        context.upload(address, host, bytes, computing);
        return address;
    }

    GpuContext context() {
        return context;
    }

    /**
     * Adds a chunk's products to a bin's sums; the pixels are the caller's again at once.
     *
     * @param fresh whether the sums begin with it
     * @param firstTile of the map, the first that lies in the slot
     */
    void add(ProductChunk chunk, int slot, boolean fresh, int firstTile, int tiles, Lanes lanes) {
        context.enter();
        Buffer buffer = buffers.get(chunks++ % buffers.size());
        context.await(buffer.copied());
        lanes.forEach(
                chunk.pieces().size(),
                (_, item) -> {
                    ProductChunk.Piece piece = chunk.pieces().get(item);
                    piece.from()
                            .copy(
                                    piece.first(),
                                    piece.pixels(),
                                    buffer.values(),
                                    piece.row(),
                                    stride);
                });
        long rows = describe(chunk, buffer);
        // Waiting for the lanes may have moved a virtual thread to another one of the system's.
        context.enter();
        context.await(copying, buffer.computed());
        int groups = chunk.groups().size();
        send(buffer.deviceValues(), buffer.values(), rows * stride * chunk.kind().bytes());
        send(buffer.deviceFactors(), buffer.factors(), (long) groups * stride * Float.BYTES);
        send(buffer.deviceGroups(), buffer.groups(), 2L * groups * Integer.BYTES);
        context.record(buffer.copied(), copying);
        context.await(computing, buffer.copied());
        context.launch(
                Objects.requireNonNull(code.get(chunk.kind())),
                Math.multiplyExact(tiles, THREADS),
                computing,
                buffer.deviceValues(),
                buffer.deviceFactors(),
                buffer.deviceGroups(),
                groups,
                stride,
                corners + 2L * Integer.BYTES * firstTile,
                slots.get(slot).sums(),
                fresh ? 1 : 0);
        context.record(buffer.computed(), computing);
        context.record(slots.get(slot).made(), computing);
    }

    private void send(long to, MemorySegment from, long bytes) {
        context.upload(to, from, bytes, copying);
    }

    /** Writes down groups and their factors; {@return how many rows all have}. */
    private long describe(ProductChunk chunk, Buffer buffer) {
        int end = 0;
        for (int index = 0; index < chunk.groups().size(); index++) {
            ProductChunk.Group group = chunk.groups().get(index);
            int rows = group.rows(chunk.kind());
            long row = (long) stride * chunk.kind().bytes();
            buffer.values()
                    .asSlice((group.row() + group.pixels()) * row, (rows - group.pixels()) * row)
                    .fill((byte) 0);
            buffer.groups().setAtIndex(ValueLayout.JAVA_INT, 2L * index, group.row());
            buffer.groups().setAtIndex(ValueLayout.JAVA_INT, 2L * index + 1, rows);
            long at = (long) index * stride * Float.BYTES;
            float[] factors = group.factors();
            MemorySegment.copy(
                    factors, 0, buffer.factors(), ValueLayout.JAVA_FLOAT, at, factors.length);
            end = group.row() + rows;
        }
        return end;
    }

    /**
     * Begins to fetch tiles once they are made.
     *
     * @param first tile of the slot
     * @param answer which of {@link #ANSWERS} they go to
     */
    void fetch(int slot, int first, int tiles, int answer) {
        context.enter();
        context.await(fetching, slots.get(slot).made());
        context.fetch(
                answers.get(answer).tiles(),
                slots.get(slot).sums() + first * MapTiles.BYTES,
                tiles * MapTiles.BYTES,
                fetching);
        context.record(answers.get(answer).fetched(), fetching);
    }

    /** {@return the tiles that were fetched last, once they are here} */
    MemorySegment fetched(int answer) {
        context.enter();
        context.await(answers.get(answer).fetched());
        return answers.get(answer).tiles();
    }
}
