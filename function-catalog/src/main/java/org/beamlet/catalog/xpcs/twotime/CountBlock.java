package org.beamlet.catalog.xpcs.twotime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;

/**
 * A block of pixels whose counts are so small that their products can be added up in whole numbers
 * of 16 or even 8 bits, which is several times faster than in floats, and exact.
 *
 * <p>How many pixels that goes well for is known beforehand: the sum of products in two frames is
 * never above the larger of the two frames' own sums of squares (Cauchy and Schwarz).
 *
 * @param span which static bin; the blocks of one are levelled by the same factors
 * @param values counts, pixel by pixel, and seven bytes more
 * @param factors by frame
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record CountBlock(int span, byte[] values, float[] factors, List<CountRun> runs) {
    /** Fewer pixels are not worth the way back from whole numbers. */
    private static final int LEAST_PIXELS = 16;

    private static final int MOST_IN_PAIRS = 255;
    static final int MOST_SINGLE = Short.MAX_VALUE;

    /** {@return the block so prepared, or nothing if its counts are too large or its pixels few} */
    static Optional<CountBlock> of(PixelBlock block, float[] factors) {
        if (block.pixels() < LEAST_PIXELS || !(block.cells() instanceof Cells.Bytes bytes)) {
            return Optional.empty();
        }
        return runs(bytes.values(), block.pixels(), factors.length)
                .map(runs -> new CountBlock(block.span(), bytes.values(), factors, runs));
    }

    private static Optional<List<CountRun>> runs(byte[] values, int pixels, int frames) {
        List<CountRun> runs = new ArrayList<>();
        int[] squares = new int[frames];
        int first = 0;
        while (first < pixels) {
            Arrays.fill(squares, 0);
            int end = first;
            int most = 0;
            int limit = 0;
            while (end < pixels && end - first < CountLoops.MOST_PIXELS) {
                int step = Math.min(CountLoops.PIXEL_STEP, pixels - end);
                int larger = addSquares(values, end * frames, step, squares);
                if (end == first) {
                    limit = larger <= MOST_IN_PAIRS ? MOST_IN_PAIRS : MOST_SINGLE;
                }
                if (larger > limit) {
                    break;
                }
                most = larger;
                end += step;
            }
            if (end == first) {
                return Optional.empty();
            }
            runs.add(new CountRun(first, end - first, most, limit == MOST_IN_PAIRS));
            first = end;
        }
        return Optional.of(runs);
    }

    /** Adds some pixels' squares to each frame's; {@return the largest sum, or too much}. */
    private static int addSquares(byte[] values, int at, int pixels, int[] squares) {
        int frames = squares.length;
        int signs = 0;
        for (int p = 0; p < pixels; p++) {
            int from = at + p * frames;
            for (int t = 0; t < frames; t++) {
                squares[t] += values[from + t] * values[from + t];
                signs |= values[from + t];
            }
        }
        if (signs < 0) {
            // Below zero: not a count, and not what a lane can be shared with.
            return Integer.MAX_VALUE;
        }
        int most = 0;
        for (int sum : squares) {
            most = Math.max(most, sum);
        }
        return most;
    }
}
