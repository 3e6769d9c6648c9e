package org.beamlet.catalog.xpcs.kernel.scalar;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few hundred neighbouring pixels with all their levels.
 *
 * <p>A batch goes through all levels of one tile before the next tile's turn, so that its frames
 * and the tile's sums stay in the processor's cache: the more frames at once, the less often all
 * sums pass through memory. The last tile is filled up with pixels that stay dark.
 */
public final class Tile {
    /**
     * Pixels of a tile: a batch of its frames fits the second-level cache, a few rows the first.
     */
    public static final int PIXELS = 256;

    /** New frames at a time. */
    public static final int FRAMES = 64;

    private final int from;
    private final int width;
    private final boolean grows;
    private int frames;
    private int keptLevel;
    private final double[] rawTotal = new double[PIXELS];
    private final List<TileLevel> levels = new ArrayList<>();

    /**
     * Makes a tile.
     *
     * @param from its first pixel
     * @param end the first pixel that is no tile's
     */
    public Tile(int from, int end, List<Level> levels) {
        this(from, end, false);
        levels.forEach(level -> this.levels.add(new TileLevel(level)));
    }

    private Tile(int from, int end, boolean grows) {
        this.from = from;
        this.width = Math.min(PIXELS, end - from);
        this.grows = grows;
    }

    /**
     * {@return a tile that gets another level whenever frames reach one}
     *
     * <p>It keeps the first frames of the level that {@link Level#kept} says.
     *
     * @param end the first pixel that is no tile's
     */
    public static Tile growing(int from, int end) {
        return new Tile(from, end, true);
    }

    /** {@return the same with sums of its own, to see what further frames would make of them} */
    public Tile copy() {
        Tile copy = new Tile(from, from + width, grows);
        copy.frames = frames;
        copy.keptLevel = keptLevel;
        levels.forEach(level -> copy.levels.add(new TileLevel(level)));
        return copy;
    }

    /** {@return its first pixel} */
    public int from() {
        return from;
    }

    /** {@return the pixel behind its last} */
    public int end() {
        return from + width;
    }

    /**
     * Puts new frames into all levels, some at a time.
     *
     * @param rows of all pixels
     * @param scales what each row is multiplied with before it is correlated
     */
    public void push(Scratch scratch, float[][] rows, double[] scales, int first, int count) {
        for (int done = 0; done < count; done += FRAMES) {
            pushSome(scratch, rows, scales, first + done, Math.min(FRAMES, count - done));
        }
    }

    private void pushSome(Scratch scratch, float[][] rows, double[] scales, int first, int count) {
        float[] raw = scratch.raw();
        Arrays.fill(raw, width, PIXELS, 0f);
        for (int t = 0; t < count; t++) {
            System.arraycopy(rows[first + t], from, raw, 0, width);
            float scale = (float) scales[first + t];
            scratch.loops().scale(raw, rawTotal, scale, scratch.fresh()[t]);
        }
        int added = count;
        int before = frames;
        for (int index = 0; added > 0 && hasLevel(index); index++) {
            levels.get(index).push(scratch, scratch.fresh(), added, scratch.next(), before);
            scratch.descend();
            added = Level.pairs(before, added);
            before >>= 1;
        }
        frames += count;
        forgetLowLevels();
    }

    private boolean hasLevel(int index) {
        if (grows && index == levels.size()) {
            levels.add(new TileLevel(Level.open(index, Level.MOST_KEPT)));
        }
        return index < levels.size();
    }

    private void forgetLowLevels() {
        if (grows) {
            for (; keptLevel < Level.kept(frames); keptLevel++) {
                levels.get(keptLevel).forget();
            }
        }
    }

    public void moments(int level, int lag, double[] product, double[] later, double[] earlier) {
        levels.get(level)
                .moments(
                        lag,
                        Math.scalb(1.0, level),
                        frames >> level,
                        from,
                        width,
                        product,
                        later,
                        earlier);
    }

    public void rawTotals(double[] into) {
        System.arraycopy(rawTotal, 0, into, from, width);
    }

    public void keptFrame(int level, int frame, float[] into) {
        System.arraycopy(levels.get(level).kept(frame), 0, into, from, width);
    }
}
