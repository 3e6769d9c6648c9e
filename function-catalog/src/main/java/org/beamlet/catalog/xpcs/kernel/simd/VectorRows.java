package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.RowLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.Tile;
import org.beamlet.catalog.xpcs.kernel.scalar.TileLevel;

/**
 * {@link RowLoops} in vectors.
 *
 * <p>A column of some pixels is followed through all new frames: the last eight of them and the
 * sums stay in registers, so each frame is fetched once for all lags, where plain loops fetch it
 * for each. A row is a whole number of vectors.
 */
final class VectorRows implements RowLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LONG = 8;

    private final float[] sums = new float[(LONG + 1) * Tile.PIXELS];

    static int bits() {
        return SPECIES.vectorBitSize();
    }

    @Override
    public void scale(float[] raw, double[] totals, float factor, float[] out) {
        RowLoops.add(raw, totals);
        for (int i = 0; i < Tile.PIXELS; i += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, raw, i).mul(factor).intoArray(out, i);
        }
    }

    @Override
    public void sum(float[] earlier, float[] later, float[] out) {
        for (int i = 0; i < Tile.PIXELS; i += SPECIES.length()) {
            FloatVector.fromArray(SPECIES, earlier, i)
                    .add(FloatVector.fromArray(SPECIES, later, i))
                    .intoArray(out, i);
        }
    }

    @Override
    public void correlate(
            float[][] window,
            int added,
            int[] lags,
            double[][] products,
            double[] total,
            float[] scratch) {
        boolean shortLags = lags.length > 0 && lags[0] == 1;
        for (int i = 0; i < Tile.PIXELS; i += SPECIES.length()) {
            if (shortLags) {
                allLags(window, added, i);
            } else {
                longLags(window, added, i);
            }
        }
        for (int index = 0; index < lags.length; index++) {
            add(lags[index], products[index]);
        }
        add(0, total);
    }

    private void add(int lag, double[] total) {
        int from = lag * Tile.PIXELS;
        for (int i = 0; i < total.length; i++) {
            total[i] += sums[from + i];
        }
    }

    private static FloatVector at(float[][] window, int frame, int i) {
        return FloatVector.fromArray(SPECIES, window[frame], i);
    }

    private void store(FloatVector sum, int lag, int i) {
        sum.intoArray(sums, lag * Tile.PIXELS + i);
    }

    /** Lags 1 to 8; {@code h1} is the frame before, {@code h8} that of eight frames before. */
    private void allLags(float[][] window, int added, int i) {
        FloatVector h8 = at(window, 0, i);
        FloatVector h7 = at(window, 1, i);
        FloatVector h6 = at(window, 2, i);
        FloatVector h5 = at(window, 3, i);
        FloatVector h4 = at(window, 4, i);
        FloatVector h3 = at(window, 5, i);
        FloatVector h2 = at(window, 6, i);
        FloatVector h1 = at(window, 7, i);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        FloatVector s8 = s0;
        for (int t = 0; t < added; t++) {
            FloatVector x = at(window, TileLevel.HISTORY + t, i);
            s0 = s0.add(x);
            s1 = x.fma(h1, s1);
            s2 = x.fma(h2, s2);
            s3 = x.fma(h3, s3);
            s4 = x.fma(h4, s4);
            s5 = x.fma(h5, s5);
            s6 = x.fma(h6, s6);
            s7 = x.fma(h7, s7);
            s8 = x.fma(h8, s8);
            h8 = h7;
            h7 = h6;
            h6 = h5;
            h5 = h4;
            h4 = h3;
            h3 = h2;
            h2 = h1;
            h1 = x;
        }
        store(s0, 0, i);
        store(s1, 1, i);
        store(s2, 2, i);
        store(s3, 3, i);
        store(s4, 4, i);
        store(s5, 5, i);
        store(s6, 6, i);
        store(s7, 7, i);
        store(s8, 8, i);
    }

    /** Lags 5 to 8. */
    private void longLags(float[][] window, int added, int i) {
        FloatVector h8 = at(window, 0, i);
        FloatVector h7 = at(window, 1, i);
        FloatVector h6 = at(window, 2, i);
        FloatVector h5 = at(window, 3, i);
        FloatVector s0 = FloatVector.zero(SPECIES);
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        FloatVector s8 = s0;
        for (int t = 0; t < added; t++) {
            FloatVector x = at(window, TileLevel.HISTORY + t, i);
            s0 = s0.add(x);
            s5 = x.fma(h5, s5);
            s6 = x.fma(h6, s6);
            s7 = x.fma(h7, s7);
            s8 = x.fma(h8, s8);
            h8 = h7;
            h7 = h6;
            h6 = h5;
            h5 = at(window, TileLevel.HISTORY + t - 4, i);
        }
        store(s0, 0, i);
        store(s5, 5, i);
        store(s6, 6, i);
        store(s7, 7, i);
        store(s8, 8, i);
    }
}
