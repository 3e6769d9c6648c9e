package org.beamlet.catalog.xpcs.fit;

import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Where a parameter may lie; both ends belong to it. */
public record Range(double low, double high) {
    public Range {
        if (!(low < high) || Double.isInfinite(low) || Double.isInfinite(high)) {
            throw new BeamletException(
                    ErrorCode.ARGUMENTS_INVALID,
                    "a fit cannot look between %s and %s".formatted(low, high),
                    "give a finite lower bound below a finite upper bound");
        }
    }

    double clamp(double value) {
        return Math.clamp(value, low, high);
    }
}
