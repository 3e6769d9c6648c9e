package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;

/** Colour and width of a line. */
record Ink(Color colour, double width) {
    static final Ink AXIS = new Ink(new Color(0x555555), 1);
    static final Ink GRID = new Ink(new Color(0xe2e2e2), 1);
}
