package org.beamlet.catalog.xpcs.twotime;

import java.util.function.Supplier;
import org.beamlet.catalog.xpcs.kernel.scalar.CountLoops;
import org.beamlet.catalog.xpcs.kernel.scalar.RankLoops;

/**
 * Makes the loops of two-time, each time for one lane.
 *
 * @param ranks for any values
 * @param counts for small photon counts
 */
public record TwoTimeLoops(Supplier<RankLoops> ranks, Supplier<CountLoops> counts) {}
