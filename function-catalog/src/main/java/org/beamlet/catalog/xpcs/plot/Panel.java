package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.List;

/** A coordinate system in a box, and what is drawn into it. */
record Panel(Sketch sketch, Box box, Axis x, Axis y) {
    private static final double MARK = 6;
    private static final double SMALL_MARK = 3;

    /** From one line of a legend to the next. */
    private static final double LINE = 20;

    /** A line of a legend. */
    record Entry(String name, Color colour) {}

    /** Draws grid, frame, marks and names; curves come after. */
    void frame(String title, String xName, String yName) {
        drawX(xName);
        drawY(yName);
        sketch.outline(box, Ink.AXIS);
        title(sketch, box, title);
    }

    static void title(Sketch sketch, Box box, String title) {
        sketch.text(
                title,
                box.x() + box.width() / 2,
                box.y() - 12,
                Lettering.TITLE.within(title, box.width() + 60));
    }

    private void drawX(String name) {
        for (Axis.Tick tick : x.ticks((int) Math.max(2, box.width() / 70))) {
            double at = box.x() + tick.place() * box.width();
            boolean named = !tick.text().isEmpty();
            if (named) {
                sketch.line(at, box.y(), at, box.bottom(), Ink.GRID);
                sketch.text(tick.text(), at, box.bottom() + 22, Lettering.TICK);
            }
            double length = named ? MARK : SMALL_MARK;
            sketch.line(at, box.bottom(), at, box.bottom() + length, Ink.AXIS);
        }
        sketch.text(name, box.x() + box.width() / 2, box.bottom() + 48, Lettering.LABEL);
    }

    private void drawY(String name) {
        double widest = 0;
        for (Axis.Tick tick : y.ticks((int) Math.max(2, box.height() / 50))) {
            double at = box.bottom() - tick.place() * box.height();
            boolean named = !tick.text().isEmpty();
            if (named) {
                sketch.line(box.x(), at, box.right(), at, Ink.GRID);
                sketch.text(
                        tick.text(), box.x() - 9, at + 5, Lettering.TICK.at(Lettering.Anchor.END));
                widest = Math.max(widest, Lettering.TICK.length(tick.text()));
            }
            sketch.line(box.x() - (named ? MARK : SMALL_MARK), at, box.x(), at, Ink.AXIS);
        }
        sketch.text(
                name,
                box.x() - 9 - widest - 10,
                box.y() + box.height() / 2,
                Lettering.SIDE.within(name, box.height() * 1.1));
    }

    double across(double value) {
        return box.x() + x.place(value) * box.width();
    }

    double up(double value) {
        return box.bottom() - y.place(value) * box.height();
    }

    /** Joins points; where one is missing or off a logarithmic scale, the line is broken. */
    void curve(double[] xs, double[] ys, Ink ink) {
        double[] px = new double[xs.length];
        double[] py = new double[xs.length];
        sketch.clipped(
                box,
                () -> {
                    int count = 0;
                    for (int i = 0; i < xs.length; i++) {
                        if (drawable(xs[i], ys[i])) {
                            px[count] = across(xs[i]);
                            // Far outside of the picture, numbers would grow beyond what formats
                            // hold.
                            py[count] = Math.clamp(up(ys[i]), box.y() - 1e4, box.bottom() + 1e4);
                            count++;
                        }
                        if (count > 1 && (i == xs.length - 1 || !drawable(xs[i], ys[i]))) {
                            sketch.path(px, py, count, ink);
                        }
                        count = drawable(xs[i], ys[i]) ? count : 0;
                    }
                });
    }

    private boolean drawable(double xValue, double yValue) {
        return Double.isFinite(x.place(xValue)) && Double.isFinite(y.place(yValue));
    }

    /** Draws points with a bar from value - error to value + error. */
    void points(double[] xs, double[] ys, double[] errors, Color colour, double radius) {
        Ink bar = new Ink(Palette.faint(colour, 150), 1.2);
        sketch.clipped(
                new Box(box.x() - radius, box.y(), box.width() + 2 * radius, box.height()),
                () -> {
                    for (int i = 0; i < xs.length; i++) {
                        if (drawable(xs[i], ys[i])) {
                            point(xs[i], ys[i], errors[i], bar, radius);
                            sketch.dot(across(xs[i]), up(ys[i]), radius, colour);
                        }
                    }
                });
    }

    private void point(double xValue, double yValue, double error, Ink bar, double radius) {
        if (!(error > 0) || !Double.isFinite(error)) {
            return;
        }
        double at = across(xValue);
        double lowest = y.logarithmic() ? y.low() / 10 : y.low() - (y.high() - y.low());
        double foot = up(Math.max(lowest, yValue - error));
        double head = Math.max(box.y() - 100, up(yValue + error));
        sketch.line(at, foot, at, head, bar);
        sketch.line(at - radius, head, at + radius, head, bar);
        sketch.line(at - radius, foot, at + radius, foot, bar);
    }

    /** A corner for words. */
    enum Corner {
        /** Where a decay is over. */
        UPPER_RIGHT,
        /** Where it has not begun. */
        LOWER_LEFT
    }

    /** {@return the corner that a falling curve leaves free} */
    Corner freeCorner(double[] xs, double[] ys) {
        for (int i = 0; i < xs.length; i++) {
            if (x.place(xs[i]) > 0.45 && y.place(ys[i]) > 0.74) {
                return Corner.LOWER_LEFT;
            }
        }
        return Corner.UPPER_RIGHT;
    }

    /** Writes names, each with its colour, on a light ground. */
    void legend(List<Entry> entries, Corner corner) {
        switch (corner) {
            case UPPER_RIGHT -> legend(entries, box.right() - legendWidth(entries), box.y() + 4);
            case LOWER_LEFT ->
                    legend(entries, box.x() + 8, box.bottom() - LINE * entries.size() - 12);
        }
    }

    private static double legendWidth(List<Entry> entries) {
        return 36
                + entries.stream()
                        .mapToDouble(entry -> Lettering.NOTE.length(entry.name()))
                        .max()
                        .orElse(0);
    }

    private void legend(List<Entry> entries, double left, double top) {
        sketch.fill(
                new Box(left, top, legendWidth(entries) - 4, LINE * entries.size() + 8),
                new Color(255, 255, 255, 190));
        for (int i = 0; i < entries.size(); i++) {
            double at = top + 18 + i * LINE;
            sketch.fill(new Box(left + 4, at - 9, 14, 8), entries.get(i).colour());
            sketch.text(entries.get(i).name(), left + 24, at, Lettering.NOTE);
        }
    }

    /** Writes lines without a colour, on a light ground. */
    void note(List<String> lines, Corner corner) {
        boolean above = corner == Corner.UPPER_RIGHT;
        double top = above ? box.y() + 22 : box.bottom() - 12 - LINE * (lines.size() - 1);
        for (int i = 0; i < lines.size(); i++) {
            double at = top + i * LINE;
            double length = Lettering.NOTE.length(lines.get(i));
            double left = above ? box.right() - length - 12 : box.x() + 6;
            sketch.fill(new Box(left, at - 15, length + 8, 20), new Color(255, 255, 255, 190));
            sketch.text(
                    lines.get(i),
                    above ? box.right() - 8 : box.x() + 10,
                    at,
                    Lettering.NOTE.at(above ? Lettering.Anchor.END : Lettering.Anchor.START));
        }
    }
}
