package org.beamlet.catalog.xpcs.twotime;

import java.util.function.Supplier;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarCounts;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarRanks;
import org.beamlet.catalog.xpcs.kernel.scalar.ScalarTerms;
import org.beamlet.catalog.xpcs.kernel.scalar.TermLoops;

/**
 * Makes the loops of two-time, each time for one lane.
 *
 * @param ranks for any values
 * @param counts for small photon counts
 * @param terms for the smallest ones
 */
public record TwoTimeLoops(
        Supplier<RankLoops> ranks, Supplier<CountLoops> counts, Supplier<TermLoops> terms) {
    /** {@return those in plain Java} */
    public static TwoTimeLoops plain() {
        return new TwoTimeLoops(ScalarRanks::new, ScalarCounts::new, ScalarTerms::new);
    }
}
