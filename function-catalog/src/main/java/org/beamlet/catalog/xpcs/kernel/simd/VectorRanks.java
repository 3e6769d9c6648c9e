package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;

/**
 * {@link RankLoops} in vectors: eight rows of two vectors stay in registers while fifty pixels go
 * by, so that ten values are fetched for sixteen products.
 */
final class VectorRanks implements RankLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int PIXELS = 50;

    @Override
    public int pixels() {
        return PIXELS;
    }

    @Override
    public void add(
            float[][] sums,
            float[][] columns,
            float[][] rows,
            int height,
            int width,
            boolean diagonal) {
        int step = 2 * LANES;
        for (int row = 0; row < height; row += ROW_STEP) {
            int from = diagonal ? row / step * step : 0;
            for (int column = from; column < width; column += step) {
                block(sums, columns, rows, row, column);
            }
        }
    }

    private static FloatVector at(float[] values, int place) {
        return FloatVector.fromArray(SPECIES, values, place);
    }

    /** Rows a to h: 1 is the vector at {@code column}, 2 the one behind it. */
    private static void block(
            float[][] sums, float[][] columns, float[][] rows, int row, int column) {
        int next = column + LANES;
        float[] a = sums[row];
        float[] b = sums[row + 1];
        float[] c = sums[row + 2];
        float[] d = sums[row + 3];
        float[] e = sums[row + 4];
        float[] f = sums[row + 5];
        float[] g = sums[row + 6];
        float[] h = sums[row + 7];
        FloatVector a1 = at(a, column);
        FloatVector a2 = at(a, next);
        FloatVector b1 = at(b, column);
        FloatVector b2 = at(b, next);
        FloatVector c1 = at(c, column);
        FloatVector c2 = at(c, next);
        FloatVector d1 = at(d, column);
        FloatVector d2 = at(d, next);
        FloatVector e1 = at(e, column);
        FloatVector e2 = at(e, next);
        FloatVector f1 = at(f, column);
        FloatVector f2 = at(f, next);
        FloatVector g1 = at(g, column);
        FloatVector g2 = at(g, next);
        FloatVector h1 = at(h, column);
        FloatVector h2 = at(h, next);
        for (int p = 0; p < PIXELS; p++) {
            float[] factors = rows[p];
            FloatVector v = at(columns[p], column);
            FloatVector w = at(columns[p], next);
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[row]);
            a1 = v.fma(factor, a1);
            a2 = w.fma(factor, a2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 1]);
            b1 = v.fma(factor, b1);
            b2 = w.fma(factor, b2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 2]);
            c1 = v.fma(factor, c1);
            c2 = w.fma(factor, c2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 3]);
            d1 = v.fma(factor, d1);
            d2 = w.fma(factor, d2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 4]);
            e1 = v.fma(factor, e1);
            e2 = w.fma(factor, e2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 5]);
            f1 = v.fma(factor, f1);
            f2 = w.fma(factor, f2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 6]);
            g1 = v.fma(factor, g1);
            g2 = w.fma(factor, g2);
            factor = FloatVector.broadcast(SPECIES, factors[row + 7]);
            h1 = v.fma(factor, h1);
            h2 = w.fma(factor, h2);
        }
        a1.intoArray(a, column);
        a2.intoArray(a, next);
        b1.intoArray(b, column);
        b2.intoArray(b, next);
        c1.intoArray(c, column);
        c2.intoArray(c, next);
        d1.intoArray(d, column);
        d2.intoArray(d, next);
        e1.intoArray(e, column);
        e2.intoArray(e, next);
        f1.intoArray(f, column);
        f2.intoArray(f, next);
        g1.intoArray(g, column);
        g2.intoArray(g, next);
        h1.intoArray(h, column);
        h2.intoArray(h, next);
    }
}
