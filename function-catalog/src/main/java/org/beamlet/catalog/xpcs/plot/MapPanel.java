package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.WritableRaster;
import java.util.function.IntFunction;

/** Draws maps of a detector or of two times into boxes. */
final class MapPanel {
    private MapPanel() {}

    /** Draws values, averaged where they are more than the box has dots; row 0 is on top. */
    static void values(Sketch sketch, Box box, Grid grid, ColourScale colours) {
        int width = (int) box.width();
        int height = (int) box.height();
        Grid dots = grid.resampled(height, width);
        BufferedImage image =
                new BufferedImage(
                        width, height, BufferedImage.TYPE_BYTE_INDEXED, ColourScale.COLOURS);
        WritableRaster raster = image.getRaster();
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                float value = dots.values()[row * width + column];
                raster.setSample(column, row, 0, colours.index(value));
            }
        }
        sketch.image(image, box);
    }

    /** Draws bins, each in its colour; a label is never averaged. */
    static void bins(Sketch sketch, Box box, Labels labels, IntFunction<Color> colours) {
        int width = (int) box.width();
        int height = (int) box.height();
        BufferedImage image = PngFile.canvas(width, height);
        for (int row = 0; row < height; row++) {
            int from = Grid.start(row, labels.rows(), height) * labels.columns();
            for (int column = 0; column < width; column++) {
                int pixel = from + Grid.start(column, labels.columns(), width);
                Color colour =
                        labels.good()[pixel]
                                ? colours.apply(labels.bins()[pixel])
                                : Palette.NOTHING;
                image.setRGB(column, row, colour.getRGB());
            }
        }
        sketch.image(image, box);
    }

    /** Draws the frame of a map of pixels, which are numbered from a corner of the detector. */
    static void pixelFrame(Sketch sketch, Box box, Labels.Part part, String title) {
        pixelTicks(sketch, box, part);
        sketch.outline(box, Ink.AXIS);
        Panel.title(sketch, box, title);
    }

    private static void pixelTicks(Sketch sketch, Box box, Labels.Part part) {
        int columnStep = step(part.width(), (int) Math.max(2, box.width() / 60));
        for (int column = up(part.left(), columnStep);
                column < part.left() + part.width();
                column += columnStep) {
            double at = box.x() + (column - part.left() + 0.5) / part.width() * box.width();
            sketch.line(at, box.bottom(), at, box.bottom() + 6, Ink.AXIS);
            sketch.text(String.valueOf(column), at, box.bottom() + 22, Lettering.TICK);
        }
        int rowStep = step(part.height(), (int) Math.max(2, box.height() / 45));
        double widest = 0;
        for (int row = up(part.top(), rowStep); row < part.top() + part.height(); row += rowStep) {
            double at = box.y() + (row - part.top() + 0.5) / part.height() * box.height();
            String text = String.valueOf(row);
            sketch.line(box.x() - 6, at, box.x(), at, Ink.AXIS);
            sketch.text(text, box.x() - 9, at + 5, Lettering.TICK.at(Lettering.Anchor.END));
            widest = Math.max(widest, Lettering.TICK.length(text));
        }
        sketch.text("column", box.x() + box.width() / 2, box.bottom() + 48, Lettering.LABEL);
        sketch.text("row", box.x() - 9 - widest - 10, box.y() + box.height() / 2, Lettering.SIDE);
    }

    private static int up(int from, int step) {
        return Math.ceilDiv(from, step) * step;
    }

    /** {@return a round step that gives at most about so many marks} */
    static int step(int length, int most) {
        int step = 1;
        for (int unit = 1; ; unit *= 10) {
            for (int factor : new int[] {1, 2, 5}) {
                step = factor * unit;
                if (length / step <= most) {
                    return step;
                }
            }
        }
    }
}
