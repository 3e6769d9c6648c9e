package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;

/**
 * Where the light is, and how the detector is divided: the mean image, as far as there are good
 * pixels, beside the dynamic bins.
 *
 * @param image mean intensity, row by row
 * @param labels the dynamic bins
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record SaxsMaskPlot(String title, float[] image, Labels labels) implements Figure {
    private static final double HALF = 1.7;

    /** Up to so many bins each has a colour of its own in the bar. */
    private static final int FEW = 12;

    @Override
    public int width() {
        return (int) (2 * HALF * Cells.WIDTH);
    }

    @Override
    public int height() {
        return 700;
    }

    private static Box place(int half) {
        Box map = Cells.map(half * HALF, HALF);
        return new Box(map.x(), map.y(), map.width(), map.height() + 700 - Cells.HEIGHT);
    }

    @Override
    public void draw(Sketch sketch) {
        Labels.Part part = labels.goodPart();
        Labels shown = labels.cut(part);
        Grid light =
                new Grid(image, labels.rows(), labels.columns())
                        .cut(part.top(), part.left(), part.height(), part.width());
        for (int p = 0; p < shown.good().length; p++) {
            light.values()[p] = shown.good()[p] ? light.values()[p] : Float.NaN;
        }
        Cells.title(sketch, title, width());
        Box left = place(0).fit(part.width(), part.height());
        Grid dots = light.atMost(left.height(), left.width());
        ColourScale colours = ColourScale.logarithmic(dots.values(), 1, 99.9);
        MapPanel.values(sketch, left, dots, colours);
        MapPanel.pixelFrame(sketch, left, part, "mean scattering");
        colours.draw(sketch, Cells.bar(left), "counts per pixel and frame");

        Box right = place(1).fit(part.width(), part.height());
        int bins = Math.max(1, labels.highest());
        MapPanel.bins(sketch, right, shown, bin -> colour(bin, bins));
        MapPanel.pixelFrame(sketch, right, part, "dynamic bins");
        drawBins(sketch, Cells.bar(right), bins);
    }

    private static Color colour(int bin, int bins) {
        return bin == 0 ? Palette.QUIET : Viridis.at(bins == 1 ? 0.5 : (bin - 1.0) / (bins - 1));
    }

    private static void drawBins(Sketch sketch, Box bar, int bins) {
        double step = bar.height() / bins;
        for (int bin = 1; bin <= bins; bin++) {
            double top = bar.bottom() - bin * step;
            double over = bins <= FEW ? 0 : Math.min(0.5, top - bar.y());
            sketch.fill(new Box(bar.x(), top - over, bar.width(), step + over), colour(bin, bins));
        }
        sketch.outline(bar, Ink.AXIS);
        int every = MapPanel.step(bins, FEW);
        for (int bin = 1; bin <= bins; bin++) {
            if (bin == 1 || bin % every == 0) {
                double y = bar.bottom() - (bin - 0.5) * step;
                sketch.line(bar.right(), y, bar.right() + 6, y, Ink.AXIS);
                sketch.text(
                        String.valueOf(bin),
                        bar.right() + 9,
                        y + 5,
                        Lettering.TICK.at(Lettering.Anchor.START));
            }
        }
        sketch.text("bin", bar.right() + 9 + 56, bar.y() + bar.height() / 2, Lettering.SIDE);
    }
}
