package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * The innermost loop of two-time for few photons: to each row of sums, those of some ready-made
 * terms that its frame chooses are added.
 *
 * <p>A long stands for eight frames, one in each byte. No sum of a byte goes above 255, so that
 * nothing is carried from one into the next, and adding longs adds bytes.
 */
public interface TermLoops {
    /** Terms that a row may choose at most; its places are so many. */
    int MOST_PICKS = 264;

    /** Terms that an implementation takes at once, at most: a row's list ends with so many 0. */
    int PICK_STEP = 8;

    /** Longs that an implementation takes at once, at most; sums and terms have a multiple. */
    int LONG_STEP = 32;

    /**
     * Adds to each row of sums the terms it chose.
     *
     * <p>Sums behind the row's end, up to the step above, may be changed too.
     *
     * @param sums by row, then long
     * @param terms by number, then long; term 0 is all zeros
     * @param picks numbers of terms by row, rows {@link #MOST_PICKS} apart; term 0 follows them
     * @param found how many each row chose
     * @param height rows
     * @param longs of a row
     */
    void add(long[][] sums, long[][] terms, short[] picks, int[] found, int height, int longs);
}
