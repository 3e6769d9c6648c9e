package org.beamlet.catalog.xpcs.plot;

/**
 * The mean detector image with a logarithmic colour scale; pixels without light are white.
 *
 * @param image mean intensity, row by row
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record SaxsPlot(String title, float[] image, int rows, int columns) implements Figure {
    private static final int LONGER_SIDE = 720;
    private static final int SHORTEST_SIDE = 160;
    private static final int LEFT = 110;
    private static final int TOP = 60;

    private double side(int length) {
        double scale = LONGER_SIDE / (double) Math.max(rows, columns);
        return Math.max(SHORTEST_SIDE, Math.round(length * scale));
    }

    private Box box() {
        return new Box(LEFT, TOP, side(columns), side(rows));
    }

    @Override
    public int width() {
        return (int) box().right() + 180;
    }

    @Override
    public int height() {
        return (int) box().bottom() + 74;
    }

    @Override
    public void draw(Sketch sketch) {
        Box box = box();
        Grid light = new Grid(image, rows, columns).atMost(box.height(), box.width());
        ColourScale colours = ColourScale.logarithmic(light.values(), 1, 99.9);
        MapPanel.values(sketch, box, light, colours);
        MapPanel.pixelFrame(sketch, box, new Labels.Part(0, 0, rows, columns), title);
        colours.draw(
                sketch,
                new Box(box.right() + 26, box.y(), 22, box.height()),
                "mean intensity (counts per frame)");
    }
}
