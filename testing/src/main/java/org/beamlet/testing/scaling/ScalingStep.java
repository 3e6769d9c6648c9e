package org.beamlet.testing.scaling;

import java.time.Duration;
import java.util.Locale;

/**
 * Something that became of a block.
 *
 * @param block its number, in the order in which they were asked for, from 1
 * @param why how it ended; empty for other steps
 */
public record ScalingStep(Duration at, int block, Kind kind, String why) {
    /** What became of it. */
    public enum Kind {
        /** The endpoint submitted it. */
        ASKED_FOR,
        /** The batch system started it. */
        STARTED,
        /** The endpoint ended it: it was idle. */
        GIVEN_BACK,
        /** It ended otherwise. */
        ENDED
    }

    @Override
    public String toString() {
        String words = kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "%s block %d %s%s"
                .formatted(ScalingReport.clock(at), block, words, why.isEmpty() ? "" : ": " + why);
    }
}
