package org.beamlet.catalog.xpcs.twotime;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.beamlet.catalog.xpcs.kernel.scalar.TermLoops;

/**
 * Sums of products of counts that are small enough for one byte, eight frames to a long, for a tile
 * of rows and columns; a part of one lane's workspace.
 *
 * <p>Nothing is multiplied. Two neighbouring pixels count 0 to 3 photons each in a row's frame,
 * which are sixteen cases: what each adds to the row is computed once for all rows of the tile, and
 * a row chooses among the sixteen. That halves the work, and no photons cost nothing. More than 3
 * photons are as many times 3 as there are, and the rest.
 */
final class PairedTile {
    private static final int FRAMES_OF_A_LONG = Long.BYTES;
    private static final long LOWER_BYTES = 0x00ff_00ff_00ff_00ffL;
    private static final int BYTE = 0xff;
    private static final int LEVELS = 4;
    private static final long TOO_MANY = 0x7c7c_7c7c_7c7c_7c7cL;
    private static final int CASES = LEVELS * LEVELS;

    /** The lower byte of a long first, whatever this processor's own order is. */
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** So many pairs' terms stay in the processor's second cache while rows go by. */
    private static final int PAIRS = 10;

    private final TermLoops loops;
    private final long[][] sums;
    private final long[][] evens;
    private final long[][] odds;

    /** The cases of each pair, behind the one in which neither pixel counts anything. */
    private final long[][] terms;

    /** The case of each row, by pair, eight rows to a long. */
    private final long[][] cases;

    /** Which cases occur, by pair, a bit for each. */
    private final int[] used = new int[PAIRS];

    private final short[] picks;
    private final int[] found;
    private final ByteBuffer unpacked;

    /**
     * Prepares for tiles of up to so many rows and columns.
     *
     * @param longs an eighth of the columns; a multiple of {@link TermLoops#LONG_STEP} in room
     */
    PairedTile(int rowCount, int longs, TermLoops loops) {
        this.loops = loops;
        this.sums = new long[rowCount][longs];
        this.evens = new long[rowCount][longs];
        this.odds = new long[rowCount][longs];
        this.terms = new long[1 + PAIRS * CASES][longs];
        this.cases = new long[PAIRS][Math.ceilDiv(rowCount, Long.BYTES)];
        this.picks = new short[rowCount * TermLoops.MOST_PICKS];
        this.found = new int[rowCount];
        this.unpacked = ByteBuffer.allocate(Long.BYTES * longs).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Adds the products of a run's counts.
     *
     * @param values counts, pixel by pixel, and seven bytes more
     * @param frames of a pixel
     * @param first frame of the first row
     * @param left frame of the first column
     * @param columns of the tile
     */
    void add(
            byte[] values, CountRun run, int frames, int first, int height, int left, int columns) {
        int longs = Math.ceilDiv(columns, FRAMES_OF_A_LONG);
        int end = run.first() + run.pixels();
        for (int done = run.first(); done < end; done += 2 * PAIRS) {
            int pairs = Math.min(PAIRS, Math.ceilDiv(end - done, 2));
            Arrays.fill(found, 0, height, 0);
            for (int pair = 0; pair < pairs; pair++) {
                int pixel = done + 2 * pair;
                int lower = pixel * frames;
                int upper = pixel + 1 == end ? -1 : lower + frames;
                choose(values, lower + first, upper < 0 ? -1 : upper + first, height, pair);
                int zero = 1 + pair * CASES;
                fetch(values, lower + left, longs, terms[zero + 1]);
                if (upper >= 0) {
                    fetch(values, upper + left, longs, terms[zero + LEVELS]);
                }
            }
            list(pairs, height);
            for (int pair = 0; pair < pairs; pair++) {
                make(1 + pair * CASES, used[pair], longs);
            }
            loops.add(sums, terms, picks, found, height, longs);
        }
        unpair(height, longs);
    }

    private static void fetch(byte[] values, int at, int longs, long[] into) {
        for (int j = 0; j < longs; j++) {
            into[j] = (long) LONGS.get(values, at + Long.BYTES * j);
        }
    }

    /**
     * Finds each row's case, eight rows at a time.
     *
     * @param atUpper where the second pixel's counts begin; those of a pixel that is left over are
     *     paired with none
     */
    private void choose(byte[] all, int atLower, int atUpper, int height, int pair) {
        int zero = 1 + pair * CASES;
        for (int row = 0; row < height; row += Long.BYTES) {
            long lower = (long) LONGS.get(all, atLower + row);
            long upper = atUpper < 0 ? 0 : (long) LONGS.get(all, atUpper + row);
            if (((lower | upper) & TOO_MANY) != 0) {
                lower = fewer(lower, row, height, zero + LEVELS - 1);
                upper = fewer(upper, row, height, zero + LEVELS * (LEVELS - 1));
            }
            cases[pair][row / Long.BYTES] = lower + LEVELS * upper;
        }
    }

    /**
     * Takes as many times three photons from each count as leave at most three.
     *
     * @param term what three photons add
     * @return what is left of the counts
     */
    private long fewer(long counts, int firstRow, int height, int term) {
        long left = counts;
        for (long many = counts & TOO_MANY; many != 0; many = left & TOO_MANY) {
            int shift = Long.numberOfTrailingZeros(many) / Byte.SIZE * Byte.SIZE;
            int count = (int) (left >>> shift) & BYTE;
            int row = firstRow + shift / Byte.SIZE;
            int threes = (count - 1) / (LEVELS - 1);
            // What lies behind the last row is of other frames.
            if (row < height) {
                int at = row * TermLoops.MOST_PICKS + found[row];
                Arrays.fill(picks, at, at + threes, (short) term);
                found[row] += threes;
            }
            left -= (threes * (LEVELS - 1L)) << shift;
        }
        return left;
    }

    /** Lists each row's cases; those in which nothing is added are left out. */
    private void list(int pairs, int height) {
        Arrays.fill(used, 0, pairs, 0);
        for (int row = 0; row < height; row++) {
            int shift = row % Long.BYTES * Byte.SIZE;
            int at = row * TermLoops.MOST_PICKS + found[row];
            for (int pair = 0; pair < pairs; pair++) {
                int which = (int) (cases[pair][row / Long.BYTES] >>> shift) & BYTE;
                picks[at] = (short) (1 + pair * CASES + which);
                at += which == 0 ? 0 : 1;
                used[pair] |= 1 << which;
            }
            Arrays.fill(picks, at, at + TermLoops.PICK_STEP, (short) 0);
            found[row] = at - row * TermLoops.MOST_PICKS;
        }
    }

    /** Makes what the cases add out of one photon in either pixel. */
    private void make(int zero, int used, int longs) {
        for (int count = 2; count < LEVELS; count++) {
            both(terms[zero + 1], terms[zero + count - 1], terms[zero + count], longs);
        }
        for (int count = 2; count < LEVELS; count++) {
            int before = zero + LEVELS * (count - 1);
            both(terms[zero + LEVELS], terms[before], terms[before + LEVELS], longs);
        }
        for (int which = LEVELS + 1; which < CASES; which++) {
            if ((used >> which & 1) != 0 && which % LEVELS != 0) {
                int rest = which % LEVELS;
                both(terms[zero + rest], terms[zero + which - rest], terms[zero + which], longs);
            }
        }
    }

    private static void both(long[] a, long[] b, long[] sum, int longs) {
        for (int j = 0; j < longs; j++) {
            sum[j] = a[j] + b[j];
        }
    }

    /** Moves the sums from bytes to where there is room for more. */
    private void unpair(int height, int longs) {
        for (int row = 0; row < height; row++) {
            unpair(sums[row], evens[row], odds[row], longs);
        }
    }

    private static void unpair(long[] sums, long[] evens, long[] odds, int longs) {
        // Vectors write more than was asked for: all of it goes.
        int end = Math.ceilDiv(longs, TermLoops.LONG_STEP) * TermLoops.LONG_STEP;
        for (int j = 0; j < end; j++) {
            long eight = sums[j];
            evens[j] += eight & LOWER_BYTES;
            odds[j] += (eight >>> Byte.SIZE) & LOWER_BYTES;
            sums[j] = 0;
        }
    }

    /** Takes a row's sums of even columns out, {@code into} lane by lane. */
    void takeEvens(int row, short[] into, int lanes) {
        take(evens[row], into, lanes);
    }

    /** Takes a row's sums of odd columns out, {@code into} lane by lane. */
    void takeOdds(int row, short[] into, int lanes) {
        take(odds[row], into, lanes);
    }

    private void take(long[] sums, short[] into, int lanes) {
        unpacked.asLongBuffer().put(sums);
        unpacked.asShortBuffer().get(into, 0, lanes);
        Arrays.fill(sums, 0);
    }
}
