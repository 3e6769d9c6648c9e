package org.beamlet.catalog.xpcs.twotime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;

/**
 * Sums of products of counts for a tile of rows and columns; a part of one lane's workspace.
 *
 * <p>Sums that a byte has room for are left to a {@link PairedTile}. For the others there are lanes
 * of 16 bits: lane j of the even sums is column 2j of the tile, of the odd ones column 2j + 1.
 */
final class CountTile {
    private static final int BYTE = 0xff;

    private final CountLoops loops;
    private final PairedTile paired;
    private final short[][] evens;
    private final short[][] odds;
    private final short[][] columns;
    private final short[][] others;
    private final short[] rows;
    private final short[] taken;
    private final float[] evenFactors;
    private final float[] oddFactors;

    /** What no sum is above that waits to be levelled. */
    private int gathered;

    private int gatheredInPairs;

    /**
     * Prepares for tiles of up to so many rows and columns.
     *
     * @param lanes half of the columns; a multiple of {@link CountLoops#LANE_STEP} in room
     * @param longs an eighth of them, likewise
     */
    CountTile(int rowCount, int lanes, int longs, TwoTimeLoops loops) {
        this.loops = loops.counts().get();
        this.paired = new PairedTile(rowCount, longs, loops.terms().get());
        this.evens = new short[rowCount][lanes];
        this.odds = new short[rowCount][lanes];
        this.columns = new short[CountLoops.MOST_PIXELS][lanes];
        this.others = new short[CountLoops.MOST_PIXELS][lanes];
        this.rows = new short[rowCount * CountLoops.MOST_PIXELS];
        this.taken = new short[lanes];
        this.evenFactors = new float[lanes];
        this.oddFactors = new float[lanes];
    }

    /**
     * Adds the levelled products of all blocks.
     *
     * @param first frame of the first row
     * @param left frame of the first column
     * @param width columns
     * @param even by row, then lane: sums of columns 2j, added to
     * @param odd by row, then lane: sums of columns 2j + 1, added to
     */
    void add(
            List<CountBlock> blocks,
            int first,
            int height,
            int left,
            int width,
            double[][] even,
            double[][] odd) {
        int lanes = Math.ceilDiv(width, 2);
        for (int index = 0; index < blocks.size(); index++) {
            CountBlock block = blocks.get(index);
            float[] factors = block.factors();
            for (CountRun run : block.runs()) {
                int before = run.paired() ? gatheredInPairs : gathered;
                if (before + run.most() > CountBlock.MOST_SINGLE) {
                    settle(factors, first, height, left, lanes, even, odd);
                }
                if (run.paired()) {
                    gatheredInPairs += run.most();
                    paired.add(block.values(), run, factors.length, first, height, left, width);
                } else {
                    gathered += run.most();
                    add(block.values(), run, factors.length, first, height, left, lanes);
                }
            }
            // Blocks of one static bin, neighbours always, share their factors.
            if (index == blocks.size() - 1 || blocks.get(index + 1).span() != block.span()) {
                settle(factors, first, height, left, lanes, even, odd);
            }
        }
    }

    private void add(
            byte[] values, CountRun run, int frames, int first, int height, int left, int lanes) {
        int padded = read(values, run, frames, first, height, left, lanes);
        split(run.pixels(), lanes);
        loops.add(evens, columns, rows, padded, height, lanes);
        loops.add(odds, others, rows, padded, height, lanes);
    }

    /** Fetches counts; {@return how many pixels that are, empty ones at the end included}. */
    private int read(
            byte[] values, CountRun run, int frames, int first, int height, int left, int lanes) {
        ByteBuffer all = ByteBuffer.wrap(values);
        for (int p = 0; p < run.pixels(); p++) {
            int at = (run.first() + p) * frames;
            // The lower byte of a lane first, whatever this processor's own order is.
            all.slice(at + left, Short.BYTES * lanes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asShortBuffer()
                    .get(columns[p], 0, lanes);
            for (int row = 0; row < height; row++) {
                rows[row * CountLoops.MOST_PIXELS + p] = values[at + first + row];
            }
        }
        int padded = Math.ceilDiv(run.pixels(), CountLoops.PIXEL_STEP) * CountLoops.PIXEL_STEP;
        for (int row = 0; row < height; row++) {
            int at = row * CountLoops.MOST_PIXELS;
            Arrays.fill(rows, at + run.pixels(), at + padded, (short) 0);
        }
        return padded;
    }

    private void split(int pixels, int lanes) {
        for (int p = 0; p < pixels; p++) {
            split(columns[p], others[p], lanes);
        }
    }

    private static void split(short[] both, short[] upper, int lanes) {
        for (int j = 0; j < lanes; j++) {
            upper[j] = (short) (both[j] >> Byte.SIZE);
        }
        for (int j = 0; j < lanes; j++) {
            both[j] = (short) (both[j] & BYTE);
        }
    }

    /** Rows of a tile, and those that vectors may have changed below it. */
    private static int rowsTouched(int height) {
        return Math.ceilDiv(height, CountLoops.ROW_STEP) * CountLoops.ROW_STEP;
    }

    /** Makes sums zero, those too that the loops may have changed around the tile. */
    private static void clear(short[][] sums, int height, int lanes) {
        int end = Math.ceilDiv(lanes, CountLoops.LANE_STEP) * CountLoops.LANE_STEP;
        for (int row = 0; row < rowsTouched(height); row++) {
            Arrays.fill(sums[row], 0, end, (short) 0);
        }
    }

    private void settle(
            float[] factors,
            int first,
            int height,
            int left,
            int lanes,
            double[][] even,
            double[][] odd) {
        for (int j = 0; j < lanes; j++) {
            evenFactors[j] = factors[left + 2 * j];
            // A series of an odd length ends with half a lane.
            oddFactors[j] = left + 2 * j + 1 < factors.length ? factors[left + 2 * j + 1] : 0;
        }
        for (int row = 0; row < height; row++) {
            float factor = factors[first + row];
            if (gathered > 0) {
                settle(evens[row], factor, evenFactors, lanes, even[row]);
                settle(odds[row], factor, oddFactors, lanes, odd[row]);
            }
            if (gatheredInPairs > 0) {
                paired.takeEvens(row, taken, lanes);
                settle(taken, factor, evenFactors, lanes, even[row]);
                paired.takeOdds(row, taken, lanes);
                settle(taken, factor, oddFactors, lanes, odd[row]);
            }
        }
        if (gathered > 0) {
            clear(evens, height, lanes);
            clear(odds, height, lanes);
        }
        gathered = 0;
        gatheredInPairs = 0;
    }

    private static void settle(
            short[] counts, float factor, float[] factors, int lanes, double[] sums) {
        for (int j = 0; j < lanes; j++) {
            sums[j] += factor * factors[j] * counts[j];
        }
    }
}
