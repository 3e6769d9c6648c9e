package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture of results, of plain values. */
public sealed interface Figure
        permits G2Plot, SaxsPlot, SaxsMaskPlot, StabilityPlot, G2RowPlot, TwoTimePlot, TauQPlot {
    int width();

    int height();

    void draw(Sketch sketch);

    /** Writes the picture in dots; this needs a font on the machine. */
    default void writePng(Path file) throws IOException {
        BufferedImage image = PngFile.canvas(width(), height());
        Graphics2D pen = image.createGraphics();
        try {
            Sketch sketch = new RasterSketch(pen);
            sketch.fill(new Box(0, 0, width(), height()), Color.WHITE);
            draw(sketch);
        } finally {
            pen.dispose();
        }
        PngFile.write(image, file);
    }

    /** Writes the picture in shapes. */
    default void writeSvg(Path file) throws IOException {
        PngFile.prepare();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
                SvgSketch sketch = new SvgSketch(out, width(), height())) {
            sketch.fill(new Box(0, 0, width(), height()), Color.WHITE);
            draw(sketch);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
