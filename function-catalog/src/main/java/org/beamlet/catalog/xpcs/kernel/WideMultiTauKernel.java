package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.beamlet.catalog.lanes.Lanes;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;
import org.beamlet.catalog.xpcs.kernel.wide.Rounding;
import org.beamlet.catalog.xpcs.kernel.wide.WideTile;

/** {@link MultiTauKernel} in double precision, exact or rounded as boost_corr rounds. */
final class WideMultiTauKernel implements MultiTauKernel {
    private final MultiTauShape shape;
    private final boolean shipped;
    private final Lanes lanes;
    private int taken;
    private final WideTile[] tiles;
    private final WideTile.Scratch[] scratch;

    WideMultiTauKernel(MultiTauShape shape, boolean shipped, Lanes lanes) {
        this.shape = shape;
        this.shipped = shipped;
        this.lanes = lanes;
        List<Level> levels = new ArrayList<>();
        for (int level = 0; level <= shape.topLevel(); level++) {
            levels.add(new Level(shape.lags(level), shape.keptFrames(level)));
        }
        tiles = new WideTile[Math.ceilDiv(shape.pixels(), Tile.PIXELS)];
        Arrays.setAll(
                tiles,
                index ->
                        new WideTile(
                                index * Tile.PIXELS,
                                shape.pixels(),
                                shape.frames(),
                                shipped,
                                levels));
        scratch = new WideTile.Scratch[lanes.count()];
        Arrays.setAll(scratch, _ -> new WideTile.Scratch());
    }

    @Override
    public void push(float[][] frames, double[] scales, int first, int count) {
        double[] factors = shipped ? divisors(frames, first, count) : scales;
        lanes.forEach(
                tiles.length,
                (lane, tile) -> tiles[tile].push(scratch[lane], frames, factors, first, count));
        taken += count;
    }

    /** The means of the frames as they are after rounding. */
    private double[] divisors(float[][] frames, int first, int count) {
        double[] divisors = new double[first + count];
        Arrays.fill(divisors, 1);
        if (shape.normalize()) {
            lanes.forEach(count, (_, row) -> divisors[first + row] = mean(frames[first + row]));
        }
        return divisors;
    }

    private static double mean(float[] row) {
        double sum = 0;
        for (float value : row) {
            sum += Rounding.brain(value);
        }
        return sum == 0 ? 1 : sum / row.length;
    }

    @Override
    public int frames() {
        return taken;
    }

    @Override
    public void moments(Delay delay, Moments into) {
        for (WideTile tile : tiles) {
            tile.moments(delay.level(), delay.lag(), into.product(), into.later(), into.earlier());
        }
    }

    @Override
    public double[] rawTotals() {
        double[] totals = new double[shape.pixels()];
        for (WideTile tile : tiles) {
            tile.rawTotals(totals);
        }
        return totals;
    }

    @Override
    public float[] keptFrame(int index) {
        float[] frame = new float[shape.pixels()];
        for (WideTile tile : tiles) {
            tile.keptFrame(shape.keptLevel(), index, frame);
        }
        return frame;
    }
}
