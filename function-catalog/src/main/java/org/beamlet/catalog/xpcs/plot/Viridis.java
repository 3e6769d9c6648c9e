package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;

/** A colour scale whose lightness grows evenly, readable by the colour-blind and in print. */
final class Viridis {
    private static final int[] STOPS = {
        0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
        0xfde725
    };

    private Viridis() {}

    /** {@return the colour at a place from 0 (dark) to 1 (light)} */
    static Color at(double place) {
        double stop = Math.clamp(place, 0.0, 1.0) * (STOPS.length - 1);
        int below = Math.min((int) stop, STOPS.length - 2);
        double share = stop - below;
        return new Color(
                mix(STOPS[below] >> 16, STOPS[below + 1] >> 16, share),
                mix(STOPS[below] >> 8, STOPS[below + 1] >> 8, share),
                mix(STOPS[below], STOPS[below + 1], share));
    }

    private static int mix(int a, int b, double share) {
        return (int) Math.round((a & 0xff) * (1 - share) + (b & 0xff) * share);
    }
}
