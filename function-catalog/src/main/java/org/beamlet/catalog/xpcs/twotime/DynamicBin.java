package org.beamlet.catalog.xpcs.twotime;

import java.util.List;

/**
 * The pixels of a dynamic bin, neighbours in the order of a {@link Roi}.
 *
 * @param label of the dynamic bin, from 1
 * @param first place of its first pixel
 * @param count of its pixels, at least 1
 * @param statics its static bins, which share out its pixels
 */
public record DynamicBin(int label, int first, int count, List<StaticSpan> statics) {
    public DynamicBin {
        statics = List.copyOf(statics);
    }
}
