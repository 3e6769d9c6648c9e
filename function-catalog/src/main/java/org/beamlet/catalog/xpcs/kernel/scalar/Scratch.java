package org.beamlet.catalog.xpcs.kernel.scalar;

/** Room for one tile's new frames; each thread has its own. */
public final class Scratch {
    private final RowLoops loops;
    private final float[][] window = new float[TileLevel.HISTORY + Tile.FRAMES][];
    private float[][] fresh = new float[Tile.FRAMES][Tile.PIXELS];
    private float[][] next = new float[Tile.FRAMES][Tile.PIXELS];
    private final float[] raw = new float[Tile.PIXELS];
    private final float[] sums = new float[Tile.PIXELS];

    public Scratch(RowLoops loops) {
        this.loops = loops;
    }

    RowLoops loops() {
        return loops;
    }

    float[][] window() {
        return window;
    }

    float[][] fresh() {
        return fresh;
    }

    float[][] next() {
        return next;
    }

    float[] raw() {
        return raw;
    }

    float[] sums() {
        return sums;
    }

    /** What was made for the next level is fresh there. */
    void descend() {
        float[][] other = fresh;
        fresh = next;
        next = other;
    }
}
