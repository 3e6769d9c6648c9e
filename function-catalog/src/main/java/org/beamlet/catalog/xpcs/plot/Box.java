package org.beamlet.catalog.xpcs.plot;

/** A part of a picture, in its units, from the upper left corner. */
record Box(double x, double y, double width, double height) {
    double right() {
        return x + width;
    }

    double bottom() {
        return y + height;
    }

    /** {@return the largest box of the given proportions in the middle of this one} */
    Box fit(double columns, double rows) {
        double scale = Math.min(width / columns, height / rows);
        // Whole numbers: a map is drawn dot by dot.
        double w = Math.max(1, Math.round(columns * scale));
        double h = Math.max(1, Math.round(rows * scale));
        return new Box(Math.round(x + (width - w) / 2), Math.round(y + (height - h) / 2), w, h);
    }
}
