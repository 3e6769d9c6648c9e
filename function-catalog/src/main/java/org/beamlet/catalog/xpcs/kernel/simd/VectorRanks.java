package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;

/**
 * {@link RankLoops} in vectors: four rows of two vectors stay in registers while the pixels go by,
 * so that six values are fetched for eight products.
 */
final class VectorRanks implements RankLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

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

    private static void block(
            float[][] sums, float[][] columns, float[][] rows, int row, int column) {
        float[] first = sums[row];
        float[] second = sums[row + 1];
        float[] third = sums[row + 2];
        float[] fourth = sums[row + 3];
        int next = column + LANES;
        FloatVector a = FloatVector.fromArray(SPECIES, first, column);
        FloatVector b = FloatVector.fromArray(SPECIES, first, next);
        FloatVector c = FloatVector.fromArray(SPECIES, second, column);
        FloatVector d = FloatVector.fromArray(SPECIES, second, next);
        FloatVector e = FloatVector.fromArray(SPECIES, third, column);
        FloatVector f = FloatVector.fromArray(SPECIES, third, next);
        FloatVector g = FloatVector.fromArray(SPECIES, fourth, column);
        FloatVector h = FloatVector.fromArray(SPECIES, fourth, next);
        for (int p = 0; p < PIXELS; p++) {
            FloatVector v = FloatVector.fromArray(SPECIES, columns[p], column);
            FloatVector w = FloatVector.fromArray(SPECIES, columns[p], next);
            float[] factors = rows[p];
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[row]);
            a = v.fma(factor, a);
            b = w.fma(factor, b);
            factor = FloatVector.broadcast(SPECIES, factors[row + 1]);
            c = v.fma(factor, c);
            d = w.fma(factor, d);
            factor = FloatVector.broadcast(SPECIES, factors[row + 2]);
            e = v.fma(factor, e);
            f = w.fma(factor, f);
            factor = FloatVector.broadcast(SPECIES, factors[row + 3]);
            g = v.fma(factor, g);
            h = w.fma(factor, h);
        }
        a.intoArray(first, column);
        b.intoArray(first, next);
        c.intoArray(second, column);
        d.intoArray(second, next);
        e.intoArray(third, column);
        f.intoArray(third, next);
        g.intoArray(fourth, column);
        h.intoArray(fourth, next);
    }
}
