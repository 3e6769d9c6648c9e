package org.beamlet.catalog.xpcs.kernel.wide;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;
import org.beamlet.catalog.xpcs.kernel.scalar.TileLevel;

/** Neighbouring pixels with all their levels, in double precision or rounded as boost_corr does. */
public final class WideTile {
    private final int from;
    private final int width;
    private final int frames;
    private final boolean shipped;
    private int taken;
    private final double[] rawTotal = new double[Tile.PIXELS];
    private final List<WideLevel> levels = new ArrayList<>();

    /** Room for one tile's new frames; each thread has its own. */
    public static final class Scratch {
        private final double[][] window = new double[TileLevel.HISTORY + Tile.FRAMES][];
        private double[][] fresh = new double[Tile.FRAMES][Tile.PIXELS];
        private double[][] next = new double[Tile.FRAMES][Tile.PIXELS];
        private final double[] row = new double[Tile.PIXELS];
    }

    /**
     * Makes a tile.
     *
     * @param from its first pixel
     * @param pixels of all tiles
     * @param frames length of the series
     * @param shipped whether numbers are rounded as boost_corr does
     */
    public WideTile(int from, int pixels, int frames, boolean shipped, List<Level> shared) {
        this.from = from;
        this.width = Math.min(Tile.PIXELS, pixels - from);
        this.frames = frames;
        this.shipped = shipped;
        int delays = shared.stream().mapToInt(level -> level.lags().length).sum();
        int[] queue = ShippedQueue.lengths(pixels, frames, shared.size(), delays);
        for (int level = 0; level < shared.size(); level++) {
            levels.add(
                    shipped
                            ? new WideLevel(
                                    shared.get(level),
                                    Rounding.shipped(level),
                                    Rounding.SINGLE,
                                    queue[level])
                            : new WideLevel(
                                    shared.get(level),
                                    Rounding.NONE,
                                    Rounding.NONE,
                                    Integer.MAX_VALUE));
        }
    }

    /**
     * Puts new frames into all levels, some at a time.
     *
     * @param factors what each row is multiplied with, or divided by where rounding is boost_corr's
     */
    public void push(Scratch scratch, float[][] rows, double[] factors, int first, int count) {
        for (int done = 0; done < count; done += Tile.FRAMES) {
            int some = Math.min(Tile.FRAMES, count - done);
            pushSome(scratch, rows, factors, first + done, some);
        }
    }

    private void pushSome(Scratch scratch, float[][] rows, double[] factors, int first, int count) {
        for (int t = 0; t < count; t++) {
            load(rows[first + t], factors[first + t], scratch.fresh[t]);
        }
        int added = count;
        int before = taken;
        for (int index = 0; index < levels.size() && added > 0; index++) {
            levels.get(index)
                    .push(scratch.window, scratch.fresh, added, scratch.next, scratch.row, before);
            double[][] other = scratch.fresh;
            scratch.fresh = scratch.next;
            scratch.next = other;
            added = Level.pairs(before, added);
            before >>= 1;
        }
        taken += count;
    }

    private void load(float[] raw, double factor, double[] out) {
        Arrays.fill(out, width, Tile.PIXELS, 0);
        for (int i = 0; i < width; i++) {
            float value = shipped ? Rounding.brain(raw[from + i]) : raw[from + i];
            rawTotal[i] += value;
            out[i] = shipped ? value / (float) factor : value * factor;
        }
    }

    /** Means over the pairs at a lag of a level. */
    public void moments(int at, int lag, double[] product, double[] later, double[] earlier) {
        double[] total = levels.getLast().beyond();
        for (int level = levels.size() - 1; level >= at; level--) {
            levels.get(level).addOdd(total, taken >> level);
        }
        WideLevel level = levels.get(at);
        double weight = 1L << at;
        double pairs = (taken >> at) - lag;
        spread(level.products(lag), pairs * weight * weight, product);
        spread(level.later(lag, total), pairs * weight, later);
        spread(level.earlier(lag, total), pairs * weight, earlier);
    }

    private void spread(double[] sums, double divisor, double[] into) {
        for (int i = 0; i < width; i++) {
            into[from + i] = sums[i] / divisor;
        }
    }

    public void rawTotals(double[] into) {
        System.arraycopy(rawTotal, 0, into, from, width);
    }

    public void keptFrame(int level, int index, float[] into) {
        double[] row = levels.get(level).kept(index, frames);
        for (int i = 0; i < width; i++) {
            into[from + i] = (float) row[i];
        }
    }
}
