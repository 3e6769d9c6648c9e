package org.beamlet.catalog.xpcs.kernel.scalar;

import java.util.List;

/** Room for the frames of a few hundred pixels, and the way of new frames through all levels. */
public final class Tile {
    /** Pixels of a tile: its frames fit the second-level cache, its sums the first. */
    public static final int PIXELS = 256;

    /** New frames at a time. */
    public static final int FRAMES = 64;

    private float[] window = new float[(Level.HISTORY + FRAMES) * PIXELS];
    private float[] next = new float[(Level.HISTORY + FRAMES) * PIXELS];
    private final float[] sums = new float[PIXELS];

    /** Puts new frames of one tile into all levels; the levels do not advance yet. */
    public void push(
            float[][] frames,
            float[] scales,
            int first,
            int count,
            int tile,
            List<Level> levels,
            double[] rawTotals) {
        int from = tile * PIXELS;
        int width = Math.min(PIXELS, rawTotals.length - from);
        for (int t = 0; t < count; t++) {
            float[] frame = frames[first + t];
            int to = (Level.HISTORY + t) * PIXELS;
            System.arraycopy(frame, from, window, to, width);
            Rows.addEach(window, to, 1, width, rawTotals, from);
            Rows.scale(frame, from, width, scales[first + t], window, to);
        }
        int added = count;
        for (Level level : levels) {
            if (added == 0) {
                return;
            }
            level.recall(window, from, width);
            level.add(window, added, from, width, sums);
            int pairs = level.pairs(added);
            level.pairUp(window, pairs, width, next);
            level.remember(window, added, from, width);
            swap();
            added = pairs;
        }
    }

    private void swap() {
        float[] other = window;
        window = next;
        next = other;
    }
}
