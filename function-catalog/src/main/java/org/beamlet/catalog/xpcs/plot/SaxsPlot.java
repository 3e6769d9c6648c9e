package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The mean detector image with a logarithmic colour scale; pixels without light are white.
 *
 * @param image mean intensity, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record SaxsPlot(String title, float[] image, int rows, int columns) {
    private static final int LEFT = 110;
    private static final int TOP = 70;
    private static final int BOTTOM = 80;
    private static final int RIGHT = 165;
    private static final int LONGER_SIDE = 720;
    private static final int SHORTEST_SIDE = 160;
    private static final Font LABELS = new Font(Font.SANS_SERIF, Font.PLAIN, 20);
    private static final Font TICKS = new Font(Font.SANS_SERIF, Font.PLAIN, 16);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 20);

    public void write(Path file) throws IOException {
        double scale = LONGER_SIDE / (double) Math.max(rows, columns);
        int width = Math.max(SHORTEST_SIDE, (int) Math.round(columns * scale));
        int height = Math.max(SHORTEST_SIDE, (int) Math.round(rows * scale));
        BufferedImage canvas = PngFile.canvas(LEFT + width + RIGHT, TOP + height + BOTTOM);
        Graphics2D pen = canvas.createGraphics();
        pen.setRenderingHint(
                RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
        LogScale colours = LogScale.of(image);
        drawImage(pen, colours, width, height);
        drawAxes(pen, width, height);
        drawColourBar(pen, colours, LEFT + width + 30, height);
        pen.dispose();
        PngFile.write(canvas, file);
    }

    private void drawImage(Graphics2D pen, LogScale colours, int width, int height) {
        BufferedImage pixels = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                pixels.setRGB(column, row, colours.colour(image[row * columns + column]).getRGB());
            }
        }
        // Enlarged pixels keep their edges; a detector larger than the plot is averaged.
        pen.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION,
                Math.max(rows, columns) <= LONGER_SIDE
                        ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR
                        : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(pixels, LEFT, TOP, width, height, null);
        pen.setColor(Color.GRAY);
        pen.drawRect(LEFT, TOP, width, height);
    }

    private void drawAxes(Graphics2D pen, int width, int height) {
        pen.setColor(Color.BLACK);
        pen.setFont(TITLE);
        centred(pen, title, LEFT + width / 2, TOP - 28);
        pen.setFont(TICKS);
        int columnStep = step(columns);
        for (int column = 0; column < columns; column += columnStep) {
            int x = LEFT + (int) Math.round((column + 0.5) * width / columns);
            pen.drawLine(x, TOP + height, x, TOP + height + 6);
            centred(pen, String.valueOf(column), x, TOP + height + 25);
        }
        int rowStep = step(rows);
        for (int row = 0; row < rows; row += rowStep) {
            int y = TOP + (int) Math.round((row + 0.5) * height / rows);
            pen.drawLine(LEFT - 6, y, LEFT, y);
            String text = String.valueOf(row);
            pen.drawString(text, LEFT - 12 - pen.getFontMetrics().stringWidth(text), y + 6);
        }
        pen.setFont(LABELS);
        centred(pen, "column (pixels)", LEFT + width / 2, TOP + height + 58);
        upright(pen, "row (pixels)", 34, TOP + height / 2);
    }

    private static void drawColourBar(Graphics2D pen, LogScale colours, int x, int height) {
        int width = 24;
        for (int y = 0; y < height; y++) {
            pen.setColor(Viridis.at(1 - y / (double) height));
            pen.fillRect(x, TOP + y, width, 1);
        }
        pen.setColor(Color.GRAY);
        pen.drawRect(x, TOP, width, height);
        pen.setColor(Color.BLACK);
        pen.setFont(TICKS);
        for (LogScale.Tick tick : colours.ticks()) {
            int y = TOP + (int) Math.round((1 - tick.place()) * height);
            pen.drawLine(x + width, y, x + width + 6, y);
            pen.drawString(tick.text(), x + width + 10, y + 6);
        }
        pen.setFont(LABELS);
        upright(pen, "mean intensity (counts per frame)", x + 104, TOP + height / 2);
    }

    /** A round step that gives about six ticks. */
    private static int step(int length) {
        int[] steps = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
        return Arrays.stream(steps).filter(s -> length / s <= 7).findFirst().orElse(10_000);
    }

    private static void centred(Graphics2D pen, String text, int x, int y) {
        pen.drawString(text, x - pen.getFontMetrics().stringWidth(text) / 2, y);
    }

    private static void upright(Graphics2D pen, String text, int x, int y) {
        AffineTransform level = pen.getTransform();
        pen.rotate(-Math.PI / 2, x, y);
        centred(pen, text, x, y);
        pen.setTransform(level);
    }
}
