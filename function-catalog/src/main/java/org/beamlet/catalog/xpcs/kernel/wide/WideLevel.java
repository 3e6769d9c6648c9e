package org.beamlet.catalog.xpcs.kernel.wide;

import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;
import org.beamlet.catalog.xpcs.kernel.scalar.TileLevel;

/** One level of one tile: its last eight frames and its sums, rounded as it is told. */
final class WideLevel {
    private static final int HISTORY = TileLevel.HISTORY;

    private final Level level;
    private final Rounding stored;
    private final Rounding summed;
    private final int queue;
    private final double[][] history = new double[HISTORY][Tile.PIXELS];
    private final double[][] products;
    private final double[][] unrounded;
    private final double[][] heads;
    private final double[][] kept;
    private int unroundedFrames;

    /** What came out of it, where no level is above. */
    private final double[] beyond = new double[Tile.PIXELS];

    private final double[] beyondUnrounded = new double[Tile.PIXELS];

    /**
     * Makes a level.
     *
     * @param stored how its frames, products and sums of a queue are rounded
     * @param summed how the sums over all queues are rounded
     * @param queue how many frames are summed before a sum is rounded
     */
    WideLevel(Level level, Rounding stored, Rounding summed, int queue) {
        this.level = level;
        this.stored = stored;
        this.summed = summed;
        this.queue = queue;
        int lags = level.lags().length;
        products = new double[lags][Tile.PIXELS];
        unrounded = new double[lags][Tile.PIXELS];
        heads = new double[lags][Tile.PIXELS];
        kept = new double[level.keptFrames()][Tile.PIXELS];
    }

    /**
     * Takes new frames and makes those of the next level.
     *
     * @param window room for the frames before and the new ones
     * @param fresh new frames; their arrays are exchanged for others with no meaning
     * @param next where the next level's new frames go
     * @param before frames of this level that were there
     */
    void push(
            double[][] window,
            double[][] fresh,
            int added,
            double[][] next,
            double[] scratch,
            int before) {
        System.arraycopy(history, 0, window, 0, HISTORY);
        System.arraycopy(fresh, 0, window, HISTORY, added);
        int pair = 0;
        for (int t = 0; t < added; t++) {
            int frame = before + t;
            double[] row = window[HISTORY + t];
            stored.round(row);
            correlate(window, t, frame, scratch);
            if (frame < kept.length) {
                System.arraycopy(row, 0, kept[frame], 0, row.length);
            }
            if (frame % 2 == 1) {
                sum(window[HISTORY + t - 1], row, next[pair]);
                stored.round(next[pair]);
                add(next[pair], beyondUnrounded);
                pair++;
            }
            if (++unroundedFrames == queue) {
                flush();
            }
        }
        System.arraycopy(window, added, history, 0, HISTORY);
        System.arraycopy(window, 0, fresh, 0, added);
    }

    private void correlate(double[][] window, int t, int frame, double[] scratch) {
        double[] row = window[HISTORY + t];
        int[] lags = level.lags();
        for (int index = 0; index < lags.length; index++) {
            if (frame < lags[index]) {
                add(row, heads[index]);
            } else {
                double[] earlier = window[HISTORY + t - lags[index]];
                for (int i = 0; i < row.length; i++) {
                    scratch[i] = row[i] * earlier[i];
                }
                stored.round(scratch);
                add(scratch, unrounded[index]);
            }
        }
    }

    private void flush() {
        for (int index = 0; index < products.length; index++) {
            flush(unrounded[index], products[index]);
        }
        flush(beyondUnrounded, beyond);
        unroundedFrames = 0;
    }

    private void flush(double[] from, double[] into) {
        stored.round(from);
        add(from, into);
        summed.round(into);
        java.util.Arrays.fill(from, 0);
    }

    private static void add(double[] row, double[] total) {
        for (int i = 0; i < row.length; i++) {
            total[i] += row[i];
        }
    }

    private static void sum(double[] a, double[] b, double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = a[i] + b[i];
        }
    }

    /** {@return the sum of what is beyond this level, were it the highest} */
    double[] beyond() {
        return flushed(beyondUnrounded, beyond);
    }

    /** Adds the frame that found no partner yet, if {@code frames} of this level leave one. */
    void addOdd(double[] total, int frames) {
        if (frames % 2 == 1) {
            add(history[HISTORY - 1], total);
            summed.round(total);
        }
    }

    private double[] flushed(double[] from, double[] onto) {
        double[] sum = from.clone();
        stored.round(sum);
        add(onto, sum);
        summed.round(sum);
        return sum;
    }

    /** {@return the sum of products at a lag} */
    double[] products(int lag) {
        int index = level.indexOf(lag);
        return flushed(unrounded[index], products[index]);
    }

    /** {@return all frames but the first few} */
    double[] later(int lag, double[] total) {
        return without(heads[level.indexOf(lag)].clone(), total);
    }

    /** {@return all frames but the last few} */
    double[] earlier(int lag, double[] total) {
        double[] tail = new double[Tile.PIXELS];
        for (int slot = HISTORY - lag; slot < HISTORY; slot++) {
            add(history[slot], tail);
        }
        return without(tail, total);
    }

    private double[] without(double[] some, double[] total) {
        stored.round(some);
        for (int i = 0; i < some.length; i++) {
            some[i] = total[i] - some[i];
        }
        summed.round(some);
        return some;
    }

    /**
     * {@return a frame that was kept}
     *
     * @param frames length of the series, by which it is divided in the end
     */
    double[] kept(int index, int frames) {
        double[] row = kept[index].clone();
        for (int i = 0; i < row.length; i++) {
            row[i] /= frames;
        }
        // Rounded after the division, which the caller does again.
        stored.round(row);
        for (int i = 0; i < row.length; i++) {
            row[i] *= frames;
        }
        return row;
    }
}
