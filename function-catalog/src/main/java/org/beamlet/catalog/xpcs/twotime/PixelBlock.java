package org.beamlet.catalog.xpcs.twotime;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some neighbouring pixels of one static bin: their values in all frames, and their sums. */
final class PixelBlock {
    private final int span;
    private final int first;
    private final int column;
    private final int count;
    private final int frames;

    /** Of the current batch, by frame: the sum over the block's pixels. */
    private final double[] frameSums = new double[TwoTimeSeries.MOST_ROWS];

    private final List<Aside> asides = new ArrayList<>();
    private @Nullable Cells cells;

    /**
     * Some frames' values in the scratch file, pixel by pixel.
     *
     * @param counts whether they are bytes, else floats
     */
    private record Aside(long at, int rows, boolean counts) {}

    /**
     * Describes a block that keeps no values yet.
     *
     * @param span which static bin, counted in the order of the bins
     * @param first place of the first pixel
     * @param column of the first pixel in the rows that are taken
     */
    PixelBlock(int span, int first, int column, int count, int frames) {
        this.span = span;
        this.first = first;
        this.column = column;
        this.count = count;
        this.frames = frames;
    }

    int span() {
        return span;
    }

    int pixels() {
        return count;
    }

    double frameSum(int row) {
        return frameSums[row];
    }

    /** Keeps values from now on, if the budget allows it; {@return whether it does}. */
    boolean keep(CacheBudget budget) {
        int size = Math.multiplyExact(count, frames);
        if (!budget.take(size)) {
            return false;
        }
        cells = Cells.narrow(budget.array(Cells.places(size)), size);
        return true;
    }

    /** Keeps no values any longer. */
    void drop(CacheBudget budget) {
        if (cells != null) {
            budget.give(cells.bytes());
            if (cells instanceof Cells.Bytes narrow) {
                budget.keep(narrow.values());
            }
            cells = null;
        }
    }

    boolean keeps() {
        return cells != null;
    }

    Cells cells() {
        if (cells == null) {
            throw new IllegalStateException("the values of this block were not kept");
        }
        return cells;
    }

    /**
     * Takes the next frames.
     *
     * @param from first row to take
     * @param rowCount rows to take
     * @param taken frames taken before
     * @param totals by pixel place, added to
     */
    void add(
            FrameRows rows,
            int from,
            int rowCount,
            int taken,
            double[] totals,
            BlockScratch scratch,
            CacheBudget budget) {
        if (cells instanceof Cells.Bytes narrow
                && spread(rows, from, rowCount, narrow.values(), taken, frames, totals, scratch)) {
            return;
        }
        addAny(
                rows,
                from,
                rowCount,
                totals,
                scratch.strip(),
                (p, strip) -> hold(p * frames + taken, strip, rowCount, budget));
    }

    private boolean spread(
            FrameRows rows,
            int from,
            int rowCount,
            byte[] into,
            int at,
            int stride,
            double[] totals,
            BlockScratch scratch) {
        return rows.spread(
                from,
                rowCount,
                new FrameRows.PixelSpan(column, count),
                into,
                at,
                stride,
                new FrameRows.PixelSums(frameSums, totals, first),
                scratch);
    }

    /** Takes the next frames as {@link #add} does, and puts their values aside. */
    void putAside(
            FrameRows rows,
            int from,
            int rowCount,
            double[] totals,
            BlockScratch scratch,
            ScratchFile file) {
        ByteBuffer record = ByteBuffer.wrap(scratch.record());
        boolean counts =
                spread(rows, from, rowCount, scratch.record(), 0, rowCount, totals, scratch);
        if (counts) {
            record.limit(count * rowCount);
        } else {
            FloatBuffer floats = record.asFloatBuffer();
            addAny(
                    rows,
                    from,
                    rowCount,
                    totals,
                    scratch.strip(),
                    (_, strip) -> floats.put(strip, 0, rowCount));
            record.limit(Float.BYTES * count * rowCount);
        }
        asides.add(new Aside(file.append(record), rowCount, counts));
    }

    /** Keeps the values that were put aside, if the budget allows it; {@return whether it does}. */
    boolean fetch(ScratchFile file, BlockScratch scratch, CacheBudget budget) {
        int taken = 0;
        boolean room = keep(budget);
        for (int index = 0; index < asides.size() && room; index++) {
            Aside aside = asides.get(index);
            int bytes = aside.counts() ? 1 : Float.BYTES;
            ByteBuffer record = ByteBuffer.wrap(scratch.record(), 0, bytes * count * aside.rows());
            file.read(aside.at(), record);
            if (aside.counts() && cells instanceof Cells.Bytes narrow) {
                byte[] values = narrow.values();
                for (int p = 0; p < count; p++) {
                    int at = p * aside.rows();
                    System.arraycopy(
                            scratch.record(), at, values, p * frames + taken, aside.rows());
                }
            } else {
                for (int p = 0; p < count; p++) {
                    for (int t = 0; t < aside.rows(); t++) {
                        scratch.strip()[t] = aside.counts() ? record.get() : record.getFloat();
                    }
                    hold(p * frames + taken, scratch.strip(), aside.rows(), budget);
                }
            }
            room = keeps();
            taken += aside.rows();
        }
        return room;
    }

    /** Takes a pixel's values of some frames. */
    @FunctionalInterface
    private interface StripSink {
        void take(int pixel, float[] strip);
    }

    private void addAny(
            FrameRows rows,
            int from,
            int rowCount,
            double[] totals,
            float[] strip,
            StripSink sink) {
        Arrays.fill(frameSums, 0);
        for (int p = 0; p < count; p++) {
            double total = 0;
            rows.values(from, rowCount, column + p, strip);
            for (int t = 0; t < rowCount; t++) {
                frameSums[t] += strip[t];
                total += strip[t];
            }
            totals[first + p] += total;
            sink.take(p, strip);
        }
    }

    private void hold(int at, float[] strip, int rowCount, CacheBudget budget) {
        while (cells != null && !cells.put(at, strip, rowCount)) {
            if (budget.take(cells.widerBytes())) {
                budget.give(cells.bytes());
                cells = cells.wider();
            } else {
                drop(budget);
            }
        }
    }
}
