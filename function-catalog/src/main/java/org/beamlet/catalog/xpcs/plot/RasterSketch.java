package org.beamlet.catalog.xpcs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/** Draws dots. */
final class RasterSketch implements Sketch {
    private final Graphics2D pen;

    RasterSketch(Graphics2D pen) {
        this.pen = pen;
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(
                RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_NORMALIZE);
    }

    private static Shape shape(Box box) {
        return new Rectangle2D.Double(box.x(), box.y(), box.width(), box.height());
    }

    private void ink(Ink ink) {
        pen.setColor(ink.colour());
        pen.setStroke(
                new BasicStroke((float) ink.width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
    }

    @Override
    public void fill(Box box, Color colour) {
        pen.setColor(colour);
        pen.fill(shape(box));
    }

    @Override
    public void outline(Box box, Ink ink) {
        ink(ink);
        pen.draw(shape(box));
    }

    @Override
    public void line(double x1, double y1, double x2, double y2, Ink ink) {
        ink(ink);
        pen.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    @Override
    public void path(double[] x, double[] y, int count, Ink ink) {
        Path2D path = new Path2D.Double();
        path.moveTo(x[0], y[0]);
        for (int i = 1; i < count; i++) {
            path.lineTo(x[i], y[i]);
        }
        ink(ink);
        pen.draw(path);
    }

    @Override
    public void dot(double x, double y, double radius, Color colour) {
        pen.setColor(colour);
        pen.fill(new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius));
    }

    @Override
    public void text(String text, double x, double y, Lettering lettering) {
        int style = lettering.bold() ? Font.BOLD : Font.PLAIN;
        pen.setFont(
                new Font(Font.SANS_SERIF, style, 1).deriveFont(style, (float) lettering.size()));
        pen.setColor(Color.BLACK);
        int width = pen.getFontMetrics().stringWidth(text);
        double left =
                switch (lettering.anchor()) {
                    case START -> 0;
                    case MIDDLE -> -width / 2.0;
                    case END -> -width;
                };
        AffineTransform level = pen.getTransform();
        pen.translate(x, y);
        if (lettering.upright()) {
            pen.rotate(-Math.PI / 2);
        }
        pen.drawString(text, (float) left, 0);
        pen.setTransform(level);
    }

    @Override
    public void image(BufferedImage image, Box box) {
        pen.drawImage(
                image, (int) box.x(), (int) box.y(), (int) box.width(), (int) box.height(), null);
    }

    @Override
    public void clipped(Box box, Runnable drawing) {
        Shape before = pen.getClip();
        pen.clip(shape(box));
        drawing.run();
        pen.setClip(before);
    }
}
