package org.beamlet.catalog.xpcs.kernel.scalar;

/** {@link TermLoops} in plain Java, for HotSpot's vectoriser. */
public final class ScalarTerms implements TermLoops {
    private static final int HALF = PICK_STEP / 2;

    @Override
    public void add(
            long[][] sums, long[][] terms, short[] picks, int[] found, int height, int longs) {
        for (int row = 0; row < height; row++) {
            int at = row * MOST_PICKS;
            int end = at + found[row];
            for (; at < end - HALF; at += PICK_STEP) {
                addEight(
                        sums[row],
                        terms[picks[at]],
                        terms[picks[at + 1]],
                        terms[picks[at + 2]],
                        terms[picks[at + 3]],
                        terms[picks[at + 4]],
                        terms[picks[at + 5]],
                        terms[picks[at + 6]],
                        terms[picks[at + 7]],
                        longs);
            }
            if (at < end) {
                addFour(
                        sums[row],
                        terms[picks[at]],
                        terms[picks[at + 1]],
                        terms[picks[at + 2]],
                        terms[picks[at + 3]],
                        longs);
            }
        }
    }

    private static void addEight(
            long[] sums,
            long[] a,
            long[] b,
            long[] c,
            long[] d,
            long[] e,
            long[] f,
            long[] g,
            long[] h,
            int longs) {
        for (int j = 0; j < longs; j++) {
            sums[j] += ((a[j] + b[j]) + (c[j] + d[j])) + ((e[j] + f[j]) + (g[j] + h[j]));
        }
    }

    private static void addFour(long[] sums, long[] a, long[] b, long[] c, long[] d, int longs) {
        for (int j = 0; j < longs; j++) {
            sums[j] += (a[j] + b[j]) + (c[j] + d[j]);
        }
    }
}
