package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.Scratch;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;

/** {@link MultiTauKernel} in plain Java: tiles of pixels, shared among the lanes. */
final class ScalarMultiTauKernel implements MultiTauKernel {
    private final int pixels;
    private final int keptLevel;
    private final Lanes lanes;
    private final List<Level> levels = new ArrayList<>();
    private final Tile[] tiles;
    private final Scratch[] scratch;

    ScalarMultiTauKernel(
            int pixels, List<Delay> delays, int keptLevel, int keptFrames, Lanes lanes) {
        this.pixels = pixels;
        this.keptLevel = keptLevel;
        this.lanes = lanes;
        int top = Math.max(keptLevel, delays.getLast().level());
        for (int level = 0; level <= top; level++) {
            int own = level;
            int[] lags =
                    delays.stream().filter(d -> d.level() == own).mapToInt(Delay::lag).toArray();
            levels.add(new Level(lags, level == keptLevel ? keptFrames : 0));
        }
        this.tiles = new Tile[Math.ceilDiv(pixels, Tile.PIXELS)];
        Arrays.setAll(tiles, index -> new Tile(index, pixels, levels));
        this.scratch = new Scratch[lanes.count()];
        Arrays.setAll(scratch, _ -> new Scratch());
    }

    @Override
    public void push(float[][] frames, float[] scales, int first, int count) {
        for (int done = 0; done < count; done += Tile.FRAMES) {
            int from = first + done;
            int some = Math.min(Tile.FRAMES, count - done);
            lanes.forEach(
                    tiles.length,
                    (lane, tile) ->
                            tiles[tile].push(scratch[lane], frames, scales, from, some, levels));
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
        for (Tile tile : tiles) {
            tile.keptFrame(keptLevel, index, frame);
        }
        return frame;
    }
}
