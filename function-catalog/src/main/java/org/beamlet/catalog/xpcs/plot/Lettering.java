package org.beamlet.catalog.xpcs.plot;

/**
 * How a text is set.
 *
 * @param size of the type, in units of the picture
 * @param upright whether it is read from below to above
 */
record Lettering(double size, boolean bold, Anchor anchor, boolean upright) {
    /** Which part of a text stands at its place. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    static final Lettering TITLE = new Lettering(20, true, Anchor.MIDDLE, false);
    static final Lettering LABEL = new Lettering(18, false, Anchor.MIDDLE, false);
    static final Lettering SIDE = new Lettering(18, false, Anchor.MIDDLE, true);
    static final Lettering TICK = new Lettering(15, false, Anchor.MIDDLE, false);
    static final Lettering NOTE = new Lettering(15, false, Anchor.START, false);

    /** A letter's usual share of its height, so that layout needs no font. */
    private static final double BREADTH = 0.57;

    Lettering at(Anchor other) {
        return new Lettering(size, bold, other, upright);
    }

    /** {@return about how long a text becomes} */
    double length(String text) {
        return text.length() * size * BREADTH * (bold ? 1.08 : 1);
    }

    /** {@return the same with a smaller type if the text would not fit else} */
    Lettering within(String text, double room) {
        double length = length(text);
        double smaller = Math.max(size * 0.6, size * room / Math.max(1, length));
        return length <= room ? this : new Lettering(smaller, bold, anchor, upright);
    }
}
