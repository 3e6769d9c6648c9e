package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;

/**
 * {@link CountLoops} in vectors: eight vectors of a row stay in registers while the pixels go by
 * that count something in it.
 */
final class VectorCounts implements CountLoops {
    private static final VectorSpecies<Short> SPECIES = ShortVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final short[][] taken = new short[CountLoops.MOST_PIXELS][];
    private final short[] counts = new short[CountLoops.MOST_PIXELS];

    @Override
    public void add(
            short[][] sums, short[][] columns, short[] rows, int pixels, int height, int lanes) {
        // Of so few lanes the columns of all pixels stay in the processor's first cache.
        for (int lane = 0; lane < lanes; lane += 8 * LANES) {
            for (int row = 0; row < height; row++) {
                block(sums[row], find(columns, rows, row * MOST_PIXELS, pixels), lane);
            }
        }
    }

    /** Finds the pixels that count something in a row; {@return how many}. */
    private int find(short[][] columns, short[] rows, int at, int pixels) {
        int found = 0;
        for (int p = 0; p < pixels; p++) {
            if (rows[at + p] != 0) {
                taken[found] = columns[p];
                counts[found] = rows[at + p];
                found++;
            }
        }
        return found;
    }

    private static ShortVector at(short[] values, int place) {
        return ShortVector.fromArray(SPECIES, values, place);
    }

    private void block(short[] sums, int pixels, int lane) {
        ShortVector a = at(sums, lane);
        ShortVector b = at(sums, lane + 1 * LANES);
        ShortVector c = at(sums, lane + 2 * LANES);
        ShortVector d = at(sums, lane + 3 * LANES);
        ShortVector e = at(sums, lane + 4 * LANES);
        ShortVector f = at(sums, lane + 5 * LANES);
        ShortVector g = at(sums, lane + 6 * LANES);
        ShortVector h = at(sums, lane + 7 * LANES);
        for (int p = 0; p < pixels; p++) {
            short[] column = taken[p];
            ShortVector count = ShortVector.broadcast(SPECIES, counts[p]);
            a = a.add(at(column, lane).mul(count));
            b = b.add(at(column, lane + 1 * LANES).mul(count));
            c = c.add(at(column, lane + 2 * LANES).mul(count));
            d = d.add(at(column, lane + 3 * LANES).mul(count));
            e = e.add(at(column, lane + 4 * LANES).mul(count));
            f = f.add(at(column, lane + 5 * LANES).mul(count));
            g = g.add(at(column, lane + 6 * LANES).mul(count));
            h = h.add(at(column, lane + 7 * LANES).mul(count));
        }
        a.intoArray(sums, lane);
        b.intoArray(sums, lane + 1 * LANES);
        c.intoArray(sums, lane + 2 * LANES);
        d.intoArray(sums, lane + 3 * LANES);
        e.intoArray(sums, lane + 4 * LANES);
        f.intoArray(sums, lane + 5 * LANES);
        g.intoArray(sums, lane + 6 * LANES);
        h.intoArray(sums, lane + 7 * LANES);
    }
}
