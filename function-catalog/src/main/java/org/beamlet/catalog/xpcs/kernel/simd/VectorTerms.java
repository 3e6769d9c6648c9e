package org.beamlet.catalog.xpcs.kernel.simd;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;
import org.beamlet.catalog.xpcs.kernel.scalar.TermLoops;

/**
 * {@link TermLoops} in vectors: four of a row's sums stay in registers while its terms go by, and
 * four columns of all terms in the processor's first cache while the rows do.
 */
final class VectorTerms implements TermLoops {
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    @Override
    public void add(
            long[][] sums, long[][] terms, short[] picks, int[] found, int height, int longs) {
        for (int first = 0; first < longs; first += 4 * LANES) {
            for (int row = 0; row < height; row++) {
                int from = row * MOST_PICKS;
                block(sums[row], terms, picks, from, from + found[row], first);
            }
        }
    }

    private static LongVector at(long[] values, int place) {
        return LongVector.fromArray(SPECIES, values, place);
    }

    private static void block(
            long[] sums, long[][] terms, short[] picks, int from, int end, int first) {
        int second = first + LANES;
        int third = second + LANES;
        int fourth = third + LANES;
        LongVector a = at(sums, first);
        LongVector b = at(sums, second);
        LongVector c = at(sums, third);
        LongVector d = at(sums, fourth);
        for (int pick = from; pick < end; pick++) {
            long[] term = terms[picks[pick]];
            a = a.add(at(term, first));
            b = b.add(at(term, second));
            c = c.add(at(term, third));
            d = d.add(at(term, fourth));
        }
        a.intoArray(sums, first);
        b.intoArray(sums, second);
        c.intoArray(sums, third);
        d.intoArray(sums, fourth);
    }
}
