package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.awt.image.BufferedImage;

/** What a figure is drawn on: dots or shapes. The few things that are drawn, and no more. */
interface Sketch {
    void fill(Box box, Color colour);

    void outline(Box box, Ink ink);

    void line(double x1, double y1, double x2, double y2, Ink ink);

    /** Joins points, of which there are at least two. */
    void path(double[] x, double[] y, int count, Ink ink);

    void dot(double x, double y, double radius, Color colour);

    /** Sets a text with its base line at a place. */
    void text(String text, double x, double y, Lettering lettering);

    /** Puts dots, which are as many as the box is wide and high. */
    void image(BufferedImage image, Box box);

    /** Draws only what lies in a box. */
    void clipped(Box box, Runnable drawing);
}
