package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;

/** Colours for things that are told apart; those of Okabe and Ito, for the colour-blind too. */
final class Palette {
    /** Pixels that are used, but are not what is looked at. */
    static final Color QUIET = new Color(0xdcdcdc);

    static final Color NOTHING = Color.WHITE;

    private static final int[] COLOURS = {
        0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9, 0x999933, 0x000000
    };

    private Palette() {}

    /** {@return the colour of one of several} */
    static Color of(int index, int count) {
        return count <= COLOURS.length
                ? new Color(COLOURS[index])
                : Viridis.at((index + 0.5) / count * 0.94);
    }

    static Color faint(Color colour, int opacity) {
        return new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), opacity);
    }
}
