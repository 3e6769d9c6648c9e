package org.beamlet.catalog.xpcs.kernel.scalar;

import java.util.Arrays;

/**
 * One level of the multi-tau scheme for all pixels: its last eight frames and its sums.
 *
 * <p>Instead of two more sums for every delay (all frames but the first few, all but the last few)
 * it keeps the sum of all, exact in double precision for counts, and the sums of the first few.
 */
public final class Level {
    /** The longest lag: so many earlier frames are needed. */
    static final int HISTORY = 8;

    private final int[] lags;
    private final double[][] products;
    private final double[][] heads;
    private final double[] total;
    private final float[][] history;
    private final float[][] kept;
    private int frames;

    public Level(int pixels, int[] lags, int keptFrames) {
        this.lags = lags.clone();
        this.products = new double[lags.length][pixels];
        this.heads = new double[lags.length][pixels];
        this.total = new double[pixels];
        this.history = new float[HISTORY][pixels];
        this.kept = new float[keptFrames][pixels];
    }

    /** Takes note of frames that all tiles have put in; {@return frames for the next level}. */
    public int advance(int added) {
        int pairs = pairs(added);
        frames += added;
        return pairs;
    }

    /** How many frames of the next level become complete with {@code added} new ones. */
    int pairs(int added) {
        return ((frames & 1) + added) / 2;
    }

    public int frames() {
        return frames;
    }

    public float[][] kept() {
        return kept;
    }

    /** Puts the earlier frames of a tile before its new ones. */
    void recall(float[] window, int from, int width) {
        for (int slot = 0; slot < HISTORY; slot++) {
            System.arraycopy(history[slot], from, window, slot * Tile.PIXELS, width);
        }
    }

    /** Keeps the last eight frames of a tile for the next time. */
    void remember(float[] window, int added, int from, int width) {
        for (int slot = 0; slot < HISTORY; slot++) {
            System.arraycopy(window, (slot + added) * Tile.PIXELS, history[slot], from, width);
        }
    }

    /** Adds a tile's new frames to all sums. */
    void add(float[] window, int added, int from, int width, float[] sums) {
        Rows.addEach(window, HISTORY * Tile.PIXELS, added, width, total, from);
        for (int i = 0; i < lags.length; i++) {
            int lag = lags[i];
            for (int t = 0; t < added && frames + t < lag; t++) {
                Rows.addEach(window, (HISTORY + t) * Tile.PIXELS, 1, width, heads[i], from);
            }
            int first = Math.max(0, lag - frames);
            if (first < added) {
                int at = (HISTORY + first) * Tile.PIXELS;
                Arrays.fill(sums, 0, width, 0f);
                Rows.addProducts(window, at, lag, added - first, width, sums);
                Rows.add(sums, width, products[i], from);
            }
        }
        for (int t = 0; t < added && frames + t < kept.length; t++) {
            int at = (HISTORY + t) * Tile.PIXELS;
            System.arraycopy(window, at, kept[frames + t], from, width);
        }
    }

    /** Adds neighbours up to the new frames of the next level's window. */
    void pairUp(float[] window, int pairs, int width, float[] next) {
        int earlier = (HISTORY - (frames & 1)) * Tile.PIXELS;
        for (int pair = 0; pair < pairs; pair++) {
            int at = earlier + 2 * pair * Tile.PIXELS;
            Rows.sum(window, at, width, next, (HISTORY + pair) * Tile.PIXELS);
        }
    }

    /** Means over the pairs at a lag; a frame of this level is the sum of {@code weight} frames. */
    public void moments(
            int lag, double weight, double[] product, double[] later, double[] earlier) {
        int index = Arrays.binarySearch(lags, lag);
        double pairs = frames - lag;
        double perProduct = 1 / (pairs * weight * weight);
        double perFrame = 1 / (pairs * weight);
        for (int p = 0; p < total.length; p++) {
            double tail = 0;
            for (int slot = HISTORY - lag; slot < HISTORY; slot++) {
                tail += history[slot][p];
            }
            product[p] = products[index][p] * perProduct;
            later[p] = (total[p] - heads[index][p]) * perFrame;
            earlier[p] = (total[p] - tail) * perFrame;
        }
    }
}
