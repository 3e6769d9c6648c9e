package org.beamlet.catalog.xpcs.plot;

import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;

/** What colour a value has; a value that is none, or not above 0 where that is needed, is white. */
record ColourScale(Axis axis) {
    /** The place of what has no value. */
    private static final int NONE = 255;

    /** Few enough for a byte a dot: pictures are a third of the size. */
    static final IndexColorModel COLOURS = colours();

    static ColourScale logarithmic(float[] values, double least, double greatest) {
        Percentiles positive = Percentiles.of(values, 0);
        return new ColourScale(
                positive.isEmpty()
                        ? Axis.logarithmic(1, 10)
                        : Axis.logarithmic(positive.at(least), positive.at(greatest)));
    }

    static ColourScale linear(float[] values, double least, double greatest) {
        Percentiles finite = Percentiles.of(values);
        return new ColourScale(
                finite.isEmpty()
                        ? Axis.linear(0, 1)
                        : Axis.linear(finite.at(least), finite.at(greatest)));
    }

    /** {@return the place of a value's colour among {@link #COLOURS}} */
    int index(float value) {
        boolean shown = axis.logarithmic() ? value > 0 : !Float.isNaN(value);
        return shown
                ? (int) Math.round(Math.clamp(axis.place(value), 0.0, 1.0) * (NONE - 1))
                : NONE;
    }

    private static IndexColorModel colours() {
        int[] colours = new int[NONE + 1];
        for (int i = 0; i < NONE; i++) {
            colours[i] = Viridis.at(i / (NONE - 1.0)).getRGB();
        }
        colours[NONE] = Palette.NOTHING.getRGB();
        return new IndexColorModel(8, colours.length, colours, 0, false, -1, DataBuffer.TYPE_BYTE);
    }

    /** Draws the scale as a bar, its numbers to the right, a name beside them. */
    void draw(Sketch sketch, Box bar, String name) {
        int steps = (int) bar.height();
        for (int y = 0; y < steps; y++) {
            // A little higher than a step, lest the paper shines through between two.
            sketch.fill(
                    new Box(bar.x(), bar.y() + y, bar.width(), y == steps - 1 ? 1 : 1.5),
                    Viridis.at(1 - (y + 0.5) / steps));
        }
        sketch.outline(bar, Ink.AXIS);
        double widest = 0;
        for (Axis.Tick tick : axis.ticks((int) (bar.height() / 45))) {
            double y = bar.bottom() - tick.place() * bar.height();
            boolean named = !tick.text().isEmpty();
            sketch.line(bar.right(), y, bar.right() + (named ? 6 : 3), y, Ink.AXIS);
            if (named) {
                sketch.text(
                        tick.text(),
                        bar.right() + 9,
                        y + 5,
                        Lettering.TICK.at(Lettering.Anchor.START));
                widest = Math.max(widest, Lettering.TICK.length(tick.text()));
            }
        }
        sketch.text(
                name,
                bar.right() + 9 + widest + 22,
                bar.y() + bar.height() / 2,
                Lettering.SIDE.within(name, bar.height() * 1.1));
    }
}
