package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.Scratch;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;

/** {@link MultiTauKernel} on the CPU: tiles of pixels, shared among the lanes. */
final class TiledMultiTauKernel implements MultiTauKernel {
    private final int pixels;
    private final int keptLevel;
    private final Lanes lanes;
    private int taken;
    private final Tile[] tiles;
    private final Scratch[] scratch;

    /**
     * Makes the kernel for all pixels from one on.
     *
     * @param from the first pixel that is looked at
     * @param loops one for each lane
     */
    TiledMultiTauKernel(MultiTauShape shape, int from, Lanes lanes, Supplier<RowLoops> loops) {
        this.pixels = shape.pixels();
        this.keptLevel = shape.keptLevel();
        this.lanes = lanes;
        List<Level> levels = new ArrayList<>();
        for (int level = 0; level <= shape.topLevel(); level++) {
            levels.add(new Level(shape.lags(level), shape.keptFrames(level)));
        }
        this.tiles = new Tile[Math.ceilDiv(pixels - from, Tile.PIXELS)];
        Arrays.setAll(tiles, index -> new Tile(from + index * Tile.PIXELS, pixels, levels));
        this.scratch = new Scratch[lanes.count()];
        Arrays.setAll(scratch, _ -> new Scratch(loops.get()));
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
        rawTotals(totals);
        return totals;
    }

    void rawTotals(double[] into) {
        for (Tile tile : tiles) {
            tile.rawTotals(into);
        }
    }

    @Override
    public float[] keptFrame(int index) {
        float[] frame = new float[pixels];
        keptFrame(index, frame);
        return frame;
    }

    void keptFrame(int index, float[] into) {
        for (Tile tile : tiles) {
            tile.keptFrame(keptLevel, index, into);
        }
    }
}
