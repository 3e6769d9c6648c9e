package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
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

    private @Nullable Cells cells;

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
        cells = Cells.narrow(size);
        return true;
    }

    /** Keeps no values any longer. */
    void drop(CacheBudget budget) {
        if (cells != null) {
            budget.give(cells.bytes());
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
            float[][] rows,
            int from,
            int rowCount,
            int taken,
            double[] totals,
            BlockScratch scratch,
            CacheBudget budget) {
        if (cells instanceof Cells.Bytes narrow && gather(rows, from, rowCount, scratch.counts())) {
            spread(scratch.counts(), rowCount, narrow.values(), taken, totals);
        } else {
            addAny(rows, from, rowCount, taken, totals, scratch.strip(), budget);
        }
    }

    /** Fetches counts, frame by frame; {@return false where one does not fit into a byte}. */
    private boolean gather(float[][] rows, int from, int rowCount, byte[] counts) {
        int misses = 0;
        for (int t = 0; t < rowCount; t++) {
            float[] row = rows[from + t];
            int sum = 0;
            for (int p = 0; p < count; p++) {
                float value = row[column + p];
                byte small = (byte) value;
                misses += small == value ? 0 : 1;
                sum += small;
                counts[t * BlockScratch.STRIDE + p] = small;
            }
            frameSums[t] = sum;
        }
        return misses == 0;
    }

    /** Puts counts where they belong, pixel by pixel. */
    private void spread(byte[] counts, int rowCount, byte[] values, int taken, double[] totals) {
        for (int p = 0; p < count; p++) {
            int at = p * frames + taken;
            int total = 0;
            for (int t = 0; t < rowCount; t++) {
                byte value = counts[t * BlockScratch.STRIDE + p];
                values[at + t] = value;
                total += value;
            }
            totals[first + p] += total;
        }
    }

    private void addAny(
            float[][] rows,
            int from,
            int rowCount,
            int taken,
            double[] totals,
            float[] strip,
            CacheBudget budget) {
        Arrays.fill(frameSums, 0);
        for (int p = 0; p < count; p++) {
            double total = 0;
            for (int t = 0; t < rowCount; t++) {
                float value = rows[from + t][column + p];
                strip[t] = value;
                frameSums[t] += value;
                total += value;
            }
            totals[first + p] += total;
            hold(p * frames + taken, strip, rowCount, budget);
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
