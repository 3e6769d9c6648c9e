package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Up to four two-time correlations, and where on the detector their bins lie.
 *
 * @param secondsPerFrame without, times are in frames
 */
public record TwoTimePlot(
        String title, Labels labels, List<TwoTimeDots> maps, OptionalDouble secondsPerFrame)
        implements Figure {
    /** Maps of a row. */
    public static final int MOST = 4;

    private static final double CELL = 1.2;

    public TwoTimePlot {
        maps = List.copyOf(maps);
    }

    @Override
    public int width() {
        return (int) ((1 + CELL * maps.size()) * Cells.WIDTH);
    }

    @Override
    public int height() {
        return Cells.HEIGHT;
    }

    @Override
    public void draw(Sketch sketch) {
        Cells.title(sketch, title, width());
        BinMap.draw(sketch, Cells.curves(0, 1), labels, this::colour);
        for (int n = 0; n < maps.size(); n++) {
            drawMap(sketch, Cells.map(1 + n * CELL, CELL).fit(1, 1), maps.get(n), n);
        }
    }

    private Color colour(int bin) {
        for (int n = 0; n < maps.size(); n++) {
            if (maps.get(n).bin() == bin) {
                return Palette.of(n, MOST);
            }
        }
        return Palette.QUIET;
    }

    private void drawMap(Sketch sketch, Box box, TwoTimeDots map, int n) {
        ColourScale colours = ColourScale.linear(map.offDiagonal(), 1, 99);
        double step = secondsPerFrame.orElse(1);
        Axis time = Axis.linear(0, map.frames() * step);
        String unit = secondsPerFrame.isPresent() ? " (s)" : " (frames)";
        new Panel(sketch, box, time, time).frame("", "t₁" + unit, "t₂" + unit);
        MapPanel.values(sketch, box, map.grid(), colours);
        sketch.outline(box, Ink.AXIS);
        Box above = new Box(box.x(), box.y() - 6, box.width(), box.height());
        Panel.title(sketch, above, map.name());
        // The colour by which the bin is found on the detector.
        sketch.fill(new Box(box.x(), box.y() - 7, box.width(), 4), Palette.of(n, MOST));
        colours.draw(sketch, Cells.bar(box), "c₂");
    }
}
