package org.beamlet.catalog.xpcs.kernel;

import java.util.List;
import org.beamlet.catalog.xpcs.kernel.scalar.Level;

/**
 * The size of a multi-tau correlation.
 *
 * @param pixels length of every frame
 * @param frames length of the whole series
 * @param normalize whether frames are divided by their mean
 * @param delays as {@link Delay#of} gives them
 * @param keptLevel the level of which all frames are kept, see {@link MultiTauKernel#keptFrame}
 * @param keptFrames how many those are
 */
public record MultiTauShape(
        int pixels,
        int frames,
        boolean normalize,
        List<Delay> delays,
        int keptLevel,
        int keptFrames) {
    public MultiTauShape {
        delays = List.copyOf(delays);
    }

    /** {@return the level of a series that is to be kept} */
    public static int keptLevel(int frames) {
        return Level.kept(frames);
    }

    /** {@return the highest level that is needed} */
    public int topLevel() {
        return Math.max(keptLevel, delays.getLast().level());
    }

    /** {@return the lags of a level, in its own frames, ascending without gaps} */
    public int[] lags(int level) {
        return delays.stream().filter(d -> d.level() == level).mapToInt(Delay::lag).toArray();
    }

    /** {@return how many frames of a level are kept} */
    public int keptFrames(int level) {
        return level == keptLevel ? keptFrames : 0;
    }
}
