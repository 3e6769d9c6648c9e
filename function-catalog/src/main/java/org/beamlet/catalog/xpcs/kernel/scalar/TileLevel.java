package org.beamlet.catalog.xpcs.kernel.scalar;

/**
 * One level of one tile: its last eight frames and its sums.
 *
 * <p>Instead of two more sums for every delay (all frames but the first few, all but the last few)
 * it keeps the sum of all and the sums of the first few.
 */
public final class TileLevel {
    /** The longest lag: so many earlier frames are needed. */
    public static final int HISTORY = 8;

    private static final float[][] NOTHING = {};

    private final Level level;
    private final float[][] history = new float[HISTORY][Tile.PIXELS];
    private final double[][] products;
    private final double[][] heads;
    private final double[] total = new double[Tile.PIXELS];

    /** Filled as frames come. */
    private float[][] kept;

    TileLevel(Level level) {
        this.level = level;
        this.products = new double[level.lags().length][Tile.PIXELS];
        this.heads = new double[level.lags().length][Tile.PIXELS];
        this.kept = new float[level.keptFrames()][];
    }

    /** Copies all but what is kept. */
    TileLevel(TileLevel other) {
        this(other.level);
        copy(other.history, history);
        copy(other.products, products);
        copy(other.heads, heads);
        System.arraycopy(other.total, 0, total, 0, total.length);
        kept = NOTHING;
    }

    private static void copy(Object[] from, Object[] to) {
        for (int index = 0; index < from.length; index++) {
            System.arraycopy(from[index], 0, to[index], 0, Tile.PIXELS);
        }
    }

    /** Lets go of what was kept, and keeps nothing from then on. */
    void forget() {
        kept = NOTHING;
    }

    /**
     * Takes new frames and makes those of the next level.
     *
     * @param fresh new frames; their arrays are exchanged for others with no meaning
     * @param next where the next level's new frames go
     * @param before frames of this level that were there
     */
    void push(Scratch scratch, float[][] fresh, int added, float[][] next, int before) {
        float[][] window = scratch.window();
        System.arraycopy(history, 0, window, 0, HISTORY);
        System.arraycopy(fresh, 0, window, HISTORY, added);
        RowLoops loops = scratch.loops();
        loops.correlate(window, added, level.lags(), products, total, scratch.sums());
        addHeads(window, added, before);
        for (int t = 0; t < added && before + t < kept.length; t++) {
            kept[before + t] = window[HISTORY + t].clone();
        }
        int earlier = HISTORY - (before & 1);
        for (int pair = 0; pair < Level.pairs(before, added); pair++) {
            int at = earlier + 2 * pair;
            loops.sum(window[at], window[at + 1], next[pair]);
        }
        // The last eight stay; the arrays that are free now serve for the next fresh frames.
        System.arraycopy(window, added, history, 0, HISTORY);
        System.arraycopy(window, 0, fresh, 0, added);
    }

    private void addHeads(float[][] window, int added, int before) {
        for (int t = 0; t < added && before + t < HISTORY; t++) {
            for (int index = 0; index < heads.length; index++) {
                if (before + t < level.lags()[index]) {
                    RowLoops.add(window[HISTORY + t], heads[index]);
                }
            }
        }
    }

    /** Means over the pairs at a lag; a frame of this level is the sum of {@code weight} frames. */
    void moments(
            int lag,
            double weight,
            int frames,
            int from,
            int width,
            double[] product,
            double[] later,
            double[] earlier) {
        int index = level.indexOf(lag);
        double pairs = frames - lag;
        double perProduct = 1 / (pairs * weight * weight);
        double perFrame = 1 / (pairs * weight);
        for (int i = 0; i < width; i++) {
            double tail = 0;
            for (int slot = HISTORY - lag; slot < HISTORY; slot++) {
                tail += history[slot][i];
            }
            product[from + i] = products[index][i] * perProduct;
            later[from + i] = (total[i] - heads[index][i]) * perFrame;
            earlier[from + i] = (total[i] - tail) * perFrame;
        }
    }

    float[] kept(int frame) {
        return kept[frame];
    }
}
