package org.beamlet.catalog.xpcs.kernel;

import java.util.ArrayList;
import java.util.List;

/**
 * A delay of the multi-tau scheme.
 *
 * @param frames the delay in frames: {@code lag << level}
 * @param level how often neighbouring frames were added up
 * @param lag the delay in frames of that level, 1 to 8
 */
public record Delay(int frames, int level, int lag) {
    /** Delays with fewer frames than this do not exist. */
    public static final int LEAST_FRAMES = 5;

    private static final int PER_LEVEL = 4;
    private static final int LEVELS = 60;

    /** {@return all delays of a series, shortest first} */
    public static List<Delay> of(int seriesLength) {
        List<Delay> delays = new ArrayList<>();
        for (int lag = 1; lag <= PER_LEVEL; lag++) {
            delays.add(new Delay(lag, 0, lag));
        }
        for (int level = 0; level < LEVELS; level++) {
            long reach = (long) (seriesLength >> level) << level;
            for (int lag = PER_LEVEL + 1; lag <= 2 * PER_LEVEL; lag++) {
                long frames = (long) lag << level;
                if (frames >= reach) {
                    return delays;
                }
                delays.add(new Delay((int) frames, level, lag));
            }
        }
        return delays;
    }

    /** {@return how many pairs of frames are this far apart in a series, 0 if none} */
    public int pairs(int seriesLength) {
        return Math.max(0, (seriesLength >> level) - lag);
    }
}
