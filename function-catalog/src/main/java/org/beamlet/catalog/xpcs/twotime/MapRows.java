package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;

/**
 * Computes some rows of a bin's map at a time; the workspace of one lane.
 *
 * <p>A tile of rows times columns stays in the processor's cache while the pixels go by, eight at a
 * time. Sums over some hundred pixels are single, the sums of those double: rounding does not grow
 * with the size of the bin.
 */
final class MapRows {
    /** Rows of a tile. */
    static final int ROWS = 64;

    private static final int COLUMNS = 512;
    private static final int PIXELS_IN_SINGLE = 256;

    private final float[][] sums = new float[ROWS][COLUMNS];
    private final double[][] totals = new double[ROWS][COLUMNS];
    private final float[][] columns = new float[RankUpdate.PIXELS][COLUMNS];
    private final float[][] rows = new float[RankUpdate.PIXELS][ROWS];
    private final float[] columnFactors = new float[COLUMNS];
    private final float[] rowFactors = new float[ROWS];
    private final float[] out;
    private final int frames;

    MapRows(int frames) {
        this.frames = frames;
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
                if (group == RankUpdate.PIXELS) {
                    group = 0;
                    update(height, width, diagonal);
                    inSingle += RankUpdate.PIXELS;
                    if (inSingle == PIXELS_IN_SINGLE) {
                        inSingle = 0;
                        flush(height, width);
                    }
                }
            }
        }
        if (group > 0) {
            for (int empty = group; empty < RankUpdate.PIXELS; empty++) {
                Arrays.fill(columns[empty], 0);
                Arrays.fill(rows[empty], 0);
            }
            update(height, width, diagonal);
        }
        flush(height, width);
    }

    /** Two rows at once; the one behind the last of an odd number is of no use and no harm. */
    private void update(int height, int width, boolean diagonal) {
        for (int row = 0; row < height; row += 2) {
            int from = diagonal ? row : 0;
            RankUpdate.add(sums[row], sums[row + 1], columns, rows, row, from, width);
        }
    }

    private void flush(int height, int width) {
        for (int row = 0; row < height; row++) {
            RankUpdate.flush(sums[row], totals[row], 0, width);
        }
        for (float[] row : sums) {
            Arrays.fill(row, 0);
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
