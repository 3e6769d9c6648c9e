package org.beamlet.catalog.xpcs.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.Scratch;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;

/**
 * {@link MultiTauKernel} on the CPU for a series whose length is not known: it gets another level
 * whenever frames reach one.
 *
 * <p>Given the same batches it does the same sums, in the same order, as {@link
 * TiledMultiTauKernel}.
 */
public final class GrowingMultiTauKernel implements MultiTauKernel {
    private final int pixels;
    private final Lanes lanes;
    private final Tile[] tiles;
    private final Scratch[] scratch;
    private int taken;

    GrowingMultiTauKernel(int pixels, Lanes lanes, Supplier<RowLoops> loops) {
        this.pixels = pixels;
        this.lanes = lanes;
        this.tiles = new Tile[Math.ceilDiv(pixels, Tile.PIXELS)];
        Arrays.setAll(tiles, index -> Tile.growing(index * Tile.PIXELS, pixels));
        this.scratch = new Scratch[lanes.count()];
        Arrays.setAll(scratch, _ -> new Scratch(loops.get()));
    }

    /** Looks at some pixels. */
    @FunctionalInterface
    public interface Look {
        /**
         * Takes what some pixels have at one delay; no two calls of one lane run at once.
         *
         * @param delay its index
         * @param from the first pixel
         * @param end the one behind the last
         * @param moments of all pixels, of which these alone have a meaning
         */
        void at(int lane, int delay, int from, int end, Moments moments);
    }

    /**
     * Shows how things stood had some more frames come, which are not taken.
     *
     * @param delays with pairs among all these frames
     */
    public void peek(float[][] frames, double[] scales, int count, List<Delay> delays, Look look) {
        Moments[] moments = new Moments[lanes.count()];
        Arrays.setAll(moments, _ -> Moments.forPixels(pixels));
        lanes.forEach(
                tiles.length,
                (lane, index) -> {
                    // One tile at a time is copied: all of them would need the memory twice.
                    Tile tile = count == 0 ? tiles[index] : tiles[index].copy();
                    tile.push(scratch[lane], frames, scales, 0, count);
                    for (int d = 0; d < delays.size(); d++) {
                        Delay delay = delays.get(d);
                        Moments into = moments[lane];
                        tile.moments(
                                delay.level(),
                                delay.lag(),
                                into.product(),
                                into.later(),
                                into.earlier());
                        look.at(lane, d, tile.from(), tile.end(), into);
                    }
                });
    }

    @Override
    public void push(float[][] frames, double[] scales, int first, int count) {
        lanes.forEach(
                tiles.length,
                (lane, tile) -> tiles[tile].push(scratch[lane], frames, scales, first, count));
        taken += count;
    }

    @Override
    public int frames() {
        return taken;
    }

    @Override
    public void moments(Delay delay, Moments into) {
        for (Tile tile : tiles) {
            tile.moments(delay.level(), delay.lag(), into.product(), into.later(), into.earlier());
        }
    }

    @Override
    public double[] rawTotals() {
        double[] totals = new double[pixels];
        for (Tile tile : tiles) {
            tile.rawTotals(totals);
        }
        return totals;
    }

    @Override
    public float[] keptFrame(int index) {
        float[] frame = new float[pixels];
        int level = MultiTauShape.keptLevel(taken);
        for (Tile tile : tiles) {
            tile.keptFrame(level, index, frame);
        }
        return frame;
    }
}
