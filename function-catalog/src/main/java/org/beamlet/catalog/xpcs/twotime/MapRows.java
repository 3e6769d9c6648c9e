package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;

/**
 * Computes some rows of a bin's map at a time; the workspace of one lane.
 *
 * <p>A tile of rows times columns stays in the processor's caches while the pixels go by, some at a
 * time. Small counts are added up in whole numbers ({@link CountTile}). Other values are added up
 * in single precision over some hundred pixels, those sums in double: rounding does not grow with
 * the size of the bin.
 */
final class MapRows {
    /** Rows of a tile; even, so that frames that share a lane share it in all tiles. */
    static final int ROWS = 128;

    /** Columns of a tile. */
    private static final int COLUMNS = 1984;

    /** Columns that values in floats are taken at once for: their rows stay in the first cache. */
    private static final int FLOAT_COLUMNS = COLUMNS / 2;

    /**
     * Places of a row: with the header of an array 63 lines of 64 bytes, so that arrays that are
     * made one after the other begin at the same place of a line. Loads of vectors that are not
     * split by lines are twice as fast.
     */
    private static final int FLOAT_PLACES = 1004;

    /** The same for lanes of 16 bits, in 33 lines. */
    private static final int LANE_PLACES = 1048;

    /** The same for longs of eight frames. */
    private static final int LONG_PLACES = 262;

    private static final int PIXELS_IN_SINGLE = 250;

    private final float[][] sums;
    private final double[][] even = new double[ROWS][COLUMNS / 2];
    private final double[][] odd = new double[ROWS][COLUMNS / 2];
    private final float[][] columns;
    private final float[][] rows;
    private final float[] columnFactors = new float[FLOAT_COLUMNS];
    private final float[] rowFactors = new float[ROWS];
    private final CountTile counts;
    private final double[] line = new double[COLUMNS];
    private final float[] out;
    private final int frames;
    private final RankLoops loops;

    MapRows(int frames, TwoTimeLoops loops) {
        this.loops = loops.ranks().get();
        this.frames = frames;
        int pixels = this.loops.pixels();
        float[][] both = new float[ROWS + pixels][FLOAT_PLACES];
        this.sums = Arrays.copyOf(both, ROWS);
        this.columns = Arrays.copyOfRange(both, ROWS, both.length);
        this.rows = new float[pixels][ROWS];
        this.counts = new CountTile(ROWS, LANE_PLACES, LONG_PLACES, loops);
        this.out = new float[Math.min(ROWS, frames) * frames];
    }

    /**
     * Computes the rows from {@code first} on, to the right of the diagonal and on it.
     *
     * @return their sums along the diagonals
     */
    LagSums compute(BinWork bin, int first, RowSink sink) {
        int height = Math.min(ROWS, frames - first);
        LagSums lags = new LagSums(first, frames);
        Arrays.fill(out, 0, height * (frames - first), 0);
        for (int left = first; left < frames; left += COLUMNS) {
            int width = Math.min(COLUMNS, frames - left);
            for (int row = 0; row < height; row++) {
                Arrays.fill(even[row], 0);
                Arrays.fill(odd[row], 0);
            }
            counts.add(bin.counts(), first, height, left, width, even, odd);
            if (!bin.others().isEmpty()) {
                for (int part = 0; part < width; part += FLOAT_COLUMNS) {
                    int columnCount = Math.min(FLOAT_COLUMNS, width - part);
                    fill(bin, first, height, left, part, columnCount);
                }
            }
            for (int row = 0; row < height; row++) {
                finish(bin.bin(), first, row, left, width, lags);
            }
        }
        sink.rows(first, height, out);
        return lags;
    }

    private void fill(BinWork bin, int first, int height, int left, int part, int width) {
        boolean diagonal = left + part == first;
        int inSingle = 0;
        int group = 0;
        for (PixelBlock block : bin.others()) {
            float[] factors = bin.bin().factors(block);
            System.arraycopy(factors, left + part, columnFactors, 0, width);
            System.arraycopy(factors, first, rowFactors, 0, height);
            Cells cells = block.cells();
            for (int p = 0; p < block.pixels(); p++) {
                cells.read(p * frames + left + part, columnFactors, columns[group], width);
                cells.read(p * frames + first, rowFactors, rows[group], height);
                group++;
                if (group == loops.pixels()) {
                    group = 0;
                    loops.add(sums, columns, rows, height, width, diagonal);
                    inSingle += loops.pixels();
                    if (inSingle == PIXELS_IN_SINGLE) {
                        inSingle = 0;
                        flush(height, part, width);
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
        flush(height, part, width);
    }

    private void flush(int height, int part, int width) {
        for (int row = 0; row < height; row++) {
            for (int i = 0; i < width; i++) {
                double[] to = (i & 1) == 0 ? even[row] : odd[row];
                to[(part + i) / 2] += sums[row][i];
            }
        }
        for (float[] row : sums) {
            Arrays.fill(row, 0);
        }
    }

    /** Brings a row of the tile to its scale, from the diagonal on. */
    private void finish(BinFrames bin, int first, int row, int left, int width, LagSums lags) {
        for (int lane = 0; lane < Math.ceilDiv(width, 2); lane++) {
            line[2 * lane] = even[row][lane];
            line[2 * lane + 1] = odd[row][lane];
        }
        int from = Math.max(0, first + row - left);
        int at = row * (frames - first) + left - first;
        MapScale.row(bin, first + row, left, from, width, line, out, at, lags);
    }
}
