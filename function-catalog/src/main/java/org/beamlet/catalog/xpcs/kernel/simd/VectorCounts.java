package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;

/**
 * {@link CountLoops} in vectors: eight rows of two vectors stay in registers while the pixels go
 * by, so that ten values are fetched for sixteen products.
 */
final class VectorCounts implements CountLoops {
    private static final VectorSpecies<Short> SPECIES = ShortVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    @Override
    public void add(
            short[][] sums, short[][] columns, short[] rows, int pixels, int height, int lanes) {
        for (int row = 0; row < height; row += ROW_STEP) {
            for (int lane = 0; lane < lanes; lane += 2 * LANES) {
                block(sums, columns, rows, pixels, row, lane);
            }
        }
    }

    private static ShortVector at(short[] values, int place) {
        return ShortVector.fromArray(SPECIES, values, place);
    }

    /** Rows a to h: 1 is the vector at {@code lane}, 2 the one behind it. */
    private static void block(
            short[][] sums, short[][] columns, short[] rows, int pixels, int row, int lane) {
        int next = lane + LANES;
        short[] a = sums[row];
        short[] b = sums[row + 1];
        short[] c = sums[row + 2];
        short[] d = sums[row + 3];
        short[] e = sums[row + 4];
        short[] f = sums[row + 5];
        short[] g = sums[row + 6];
        short[] h = sums[row + 7];
        ShortVector a1 = at(a, lane);
        ShortVector a2 = at(a, next);
        ShortVector b1 = at(b, lane);
        ShortVector b2 = at(b, next);
        ShortVector c1 = at(c, lane);
        ShortVector c2 = at(c, next);
        ShortVector d1 = at(d, lane);
        ShortVector d2 = at(d, next);
        ShortVector e1 = at(e, lane);
        ShortVector e2 = at(e, next);
        ShortVector f1 = at(f, lane);
        ShortVector f2 = at(f, next);
        ShortVector g1 = at(g, lane);
        ShortVector g2 = at(g, next);
        ShortVector h1 = at(h, lane);
        ShortVector h2 = at(h, next);
        int from = row * MOST_PIXELS;
        for (int p = 0; p < pixels; p++) {
            ShortVector v = at(columns[p], lane);
            ShortVector w = at(columns[p], next);
            ShortVector count = ShortVector.broadcast(SPECIES, rows[from + p]);
            a1 = a1.add(v.mul(count));
            a2 = a2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + MOST_PIXELS + p]);
            b1 = b1.add(v.mul(count));
            b2 = b2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 2 * MOST_PIXELS + p]);
            c1 = c1.add(v.mul(count));
            c2 = c2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 3 * MOST_PIXELS + p]);
            d1 = d1.add(v.mul(count));
            d2 = d2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 4 * MOST_PIXELS + p]);
            e1 = e1.add(v.mul(count));
            e2 = e2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 5 * MOST_PIXELS + p]);
            f1 = f1.add(v.mul(count));
            f2 = f2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 6 * MOST_PIXELS + p]);
            g1 = g1.add(v.mul(count));
            g2 = g2.add(w.mul(count));
            count = ShortVector.broadcast(SPECIES, rows[from + 7 * MOST_PIXELS + p]);
            h1 = h1.add(v.mul(count));
            h2 = h2.add(w.mul(count));
        }
        a1.intoArray(a, lane);
        a2.intoArray(a, next);
        b1.intoArray(b, lane);
        b2.intoArray(b, next);
        c1.intoArray(c, lane);
        c2.intoArray(c, next);
        d1.intoArray(d, lane);
        d2.intoArray(d, next);
        e1.intoArray(e, lane);
        e2.intoArray(e, next);
        f1.intoArray(f, lane);
        f2.intoArray(f, next);
        g1.intoArray(g, lane);
        g2.intoArray(g, next);
        h1.intoArray(h, lane);
        h2.intoArray(h, next);
    }
}
