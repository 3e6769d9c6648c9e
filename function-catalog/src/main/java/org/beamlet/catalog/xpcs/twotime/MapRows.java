package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;

/**
 * Computes some rows of a bin's map at a time; the workspace of one lane.
 *
 * <p>A tile of rows times columns stays in the processor's cache while the pixels go by, some at a
 * time. Sums over some hundred pixels are single, the sums of those double: rounding does not grow
 * with the size of the bin.
 */
final class MapRows {
    /** Rows of a tile. */
    static final int ROWS = 64;

    /** Columns of a tile. */
    private static final int COLUMNS = 992;

    /**
     * Places of a row: with the header of an array 63 lines of 64 bytes, so that arrays that are
     * made one after the other begin at the same place of a line. Loads of vectors that are not
     * split by lines are twice as fast.
     */
    private static final int PLACES = 1004;

    private static final int PIXELS_IN_SINGLE = 250;

    private final float[][] sums;
    private final double[][] totals = new double[ROWS][COLUMNS];
    private final float[][] columns;
    private final float[][] rows;
    private final float[] columnFactors = new float[COLUMNS];
    private final float[] rowFactors = new float[ROWS];
    private final float[] out;
    private final int frames;
    private final RankLoops loops;

    MapRows(int frames, RankLoops loops) {
        this.loops = loops;
        this.frames = frames;
        float[][] both = new float[ROWS + loops.pixels()][PLACES];
        this.sums = Arrays.copyOf(both, ROWS);
        this.columns = Arrays.copyOfRange(both, ROWS, both.length);
        this.rows = new float[loops.pixels()][ROWS];
        this.out = new float[Math.min(ROWS, frames) * frames];
    }

    /**
     * Computes the rows from {@code first} on, to the right of the diagonal and on it.
     *
     * @return their sums along the diagonals
     */
    LagSums compute(BinFrames bin, int first, RowSink sink) {
        int height = Math.min(ROWS, frames - first);
        LagSums lags = new LagSums(first, frames);
        Arrays.fill(out, 0);
        for (int left = first; left < frames; left += COLUMNS) {
            int width = Math.min(COLUMNS, frames - left);
            fill(bin, first, height, left, width);
            for (int row = 0; row < height; row++) {
                finish(bin, first + row, left, width, totals[row], row * frames, lags);
            }
        }
        sink.rows(first, height, out);
        return lags;
    }

    private void fill(BinFrames bin, int first, int height, int left, int width) {
        for (double[] row : totals) {
            Arrays.fill(row, 0);
        }
        boolean diagonal = left == first;
        int inSingle = 0;
        int group = 0;
        for (PixelBlock block : bin.blocks()) {
            float[] factors = bin.factors(block);
            System.arraycopy(factors, left, columnFactors, 0, width);
            System.arraycopy(factors, first, rowFactors, 0, height);
            Cells cells = block.cells();
            for (int p = 0; p < block.pixels(); p++) {
                cells.read(p * frames + left, columnFactors, columns[group], width);
                cells.read(p * frames + first, rowFactors, rows[group], height);
                group++;
                if (group == loops.pixels()) {
                    group = 0;
                    loops.add(sums, columns, rows, height, width, diagonal);
                    inSingle += loops.pixels();
                    if (inSingle == PIXELS_IN_SINGLE) {
                        inSingle = 0;
                        flush(height, width);
                    }
                }
            }
        }
        if (group > 0) {
            for (int empty = group; empty < loops.pixels(); empty++) {
                // Whatever is left in its columns then counts for nothing.
                Arrays.fill(rows[empty], 0);
            }
            loops.add(sums, columns, rows, height, width, diagonal);
        }
        flush(height, width);
    }

    private void flush(int height, int width) {
        for (int row = 0; row < height; row++) {
            add(sums[row], totals[row], width);
        }
        for (float[] row : sums) {
            Arrays.fill(row, 0);
        }
    }

    private static void add(float[] single, double[] sums, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += single[i];
        }
    }

    private void finish(
            BinFrames bin, int row, int left, int width, double[] products, int at, LagSums lags) {
        double scale = bin.pixels() / bin.frameSums()[row];
        for (int column = Math.max(left, row); column < left + width; column++) {
            double value = scale * products[column - left] / bin.frameSums()[column];
            out[at + column] = (float) value;
            lags.add(row, column, value);
        }
    }
}
