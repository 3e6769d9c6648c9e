package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;

/** Goes through the pixels tile by tile, so that a tile's frames stay in the processor's cache. */
final class ScalarMultiTauKernel implements MultiTauKernel {
    private final int pixels;
    private final Lanes lanes;
    private final List<Level> levels = new ArrayList<>();
    private final double[] rawTotals;
    private final Tile[] tiles;
    private final int keptLevel;

    ScalarMultiTauKernel(
            int pixels, List<Delay> delays, int keptLevel, int keptFrames, Lanes lanes) {
        this.pixels = pixels;
        this.lanes = lanes;
        this.keptLevel = keptLevel;
        this.rawTotals = new double[pixels];
        int top = Math.max(keptLevel, delays.getLast().level());
        for (int level = 0; level <= top; level++) {
            int own = level;
            int[] lags =
                    delays.stream().filter(d -> d.level() == own).mapToInt(Delay::lag).toArray();
            levels.add(new Level(pixels, lags, level == keptLevel ? keptFrames : 0));
        }
        this.tiles = new Tile[lanes.count()];
        for (int lane = 0; lane < tiles.length; lane++) {
            tiles[lane] = new Tile();
        }
    }

    @Override
    public void push(float[][] frames, float[] scales, int first, int count) {
        int tileCount = Math.ceilDiv(pixels, Tile.PIXELS);
        for (int done = 0; done < count; done += Tile.FRAMES) {
            int from = first + done;
            int some = Math.min(Tile.FRAMES, count - done);
            lanes.forEach(
                    tileCount,
                    (lane, tile) ->
                            tiles[lane].push(frames, scales, from, some, tile, levels, rawTotals));
            int added = some;
            for (Level level : levels) {
                added = level.advance(added);
            }
        }
    }

    @Override
    public int frames() {
        return levels.getFirst().frames();
    }

    @Override
    public void moments(Delay delay, Moments into) {
        Level level = levels.get(delay.level());
        level.moments(
                delay.lag(), 1 << delay.level(), into.product(), into.later(), into.earlier());
    }

    @Override
    public double[] rawTotals() {
        return rawTotals;
    }

    @Override
    public float[][] keptFrames() {
        return levels.get(keptLevel).kept();
    }
}
