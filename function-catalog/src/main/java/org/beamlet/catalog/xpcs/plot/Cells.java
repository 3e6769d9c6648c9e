package org.beamlet.catalog.xpcs.plot;

/** The places of a picture that is a row of panels under a common title. */
final class Cells {
    static final int WIDTH = 460;
    static final int HEIGHT = 500;

    private static final int HEAD = 44;
    private static final int LEFT = 92;
    private static final int RIGHT = 22;
    private static final int BAR_ROOM = 100;
    private static final int TOP = 44;
    private static final int BOTTOM = 68;

    private Cells() {}

    /** {@return the place of a panel of curves} */
    static Box curves(double cell, double cells) {
        return new Box(
                cell * WIDTH + LEFT,
                HEAD + TOP,
                cells * WIDTH - LEFT - RIGHT,
                HEIGHT - HEAD - TOP - BOTTOM);
    }

    /** {@return the place of a map that has a bar of colours to its right} */
    static Box map(double cell, double cells) {
        Box whole = curves(cell, cells);
        return new Box(whole.x(), whole.y(), whole.width() - BAR_ROOM, whole.height());
    }

    /** {@return the place of a map's bar of colours} */
    static Box bar(Box map) {
        return new Box(map.right() + 14, map.y(), 18, map.height());
    }

    /** Writes what the whole picture shows. */
    static void title(Sketch sketch, String title, int width) {
        Lettering style = new Lettering(22, true, Lettering.Anchor.MIDDLE, false);
        sketch.text(title, width / 2.0, 34, style.within(title, width - 40.0));
    }
}
