package org.beamlet.catalog.xpcs;

import java.util.List;
import org.beamlet.catalog.xpcs.kernel.Delay;
import org.beamlet.catalog.xpcs.kernel.MultiTauKernel;

/**
 * All that a multi-tau run finds.
 *
 * @param partials correlation functions of the first part of the series, of a longer part, …
 * @param meanFrame per carried pixel the mean of all frames
 * @param staticMeans of the mean frame, by static bin
 * @param segments mean of scaled frames over short stretches, by stretch, then static bin
 * @param intensity mean of each frame over the carried pixels
 * @param darkFrames frames without any light, which were not normalised
 * @param kernel still holds what every pixel's correlation is made of
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Correlation(
        List<Delay> delays,
        G2 g2,
        List<G2> partials,
        double[] meanFrame,
        double[] staticMeans,
        double[][] segments,
        double[] intensity,
        int darkFrames,
        MultiTauKernel kernel) {
    public Correlation {
        delays = List.copyOf(delays);
        partials = List.copyOf(partials);
    }
}
