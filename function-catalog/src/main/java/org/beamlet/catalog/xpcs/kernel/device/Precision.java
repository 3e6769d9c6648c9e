package org.beamlet.catalog.xpcs.kernel.device;

import java.util.Arrays;
import java.util.Locale;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** In what numbers frames are kept and multiplied. */
public enum Precision {
    /** Frames in single precision, sums in double: within 2e-6 of exact arithmetic. */
    FLOAT32,
    /** All in double precision. */
    FLOAT64,
    /**
     * As boost_corr 0.1 rounds: frames and products of the first five levels in eight bits
     * (bfloat16), to compare with its results. It is off by up to 8e-3.
     */
    COMPAT;

    /** {@return the precision of that name, as {@code float32}} */
    public static Precision of(String name) {
        return Arrays.stream(values())
                .filter(precision -> precision.argument().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.ARGUMENTS_INVALID,
                                "there is no precision '%s'".formatted(name),
                                "use float32, float64 or compat"));
    }

    public String argument() {
        return name().toLowerCase(Locale.ROOT);
    }
}
