package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * Up to four values of q, each with the correlation functions of its bins, and where on the
 * detector these lie.
 *
 * @param delays ascending
 * @param labels the dynamic bins of the detector
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record G2RowPlot(
        String title, String delayLabel, double[] delays, Labels labels, List<Shown> shown)
        implements Figure {
    /** Panels of a row. */
    public static final int MOST = 4;

    /** Names of so many curves find room in a panel. */
    private static final int MOST_NAMES = 8;

    /**
     * A value of q.
     *
     * @param curves one, or one for each direction
     */
    public record Shown(String title, List<Curve> curves) {
        public Shown {
            curves = List.copyOf(curves);
        }
    }

    public G2RowPlot {
        shown = List.copyOf(shown);
    }

    @Override
    public int width() {
        return (1 + shown.size()) * Cells.WIDTH;
    }

    @Override
    public int height() {
        return Cells.HEIGHT;
    }

    @Override
    public void draw(Sketch sketch) {
        Cells.title(sketch, title, width());
        BinMap.draw(sketch, Cells.curves(0, 1), labels, this::colour);
        for (int n = 0; n < shown.size(); n++) {
            drawPanel(sketch, Cells.curves(n + 1, 1), n);
        }
    }

    /** With one curve a panel, panels differ in colour; else the curves within each. */
    private Color colour(int panel, int curve) {
        int most = shown.stream().mapToInt(one -> one.curves().size()).max().orElse(1);
        return most == 1 ? Palette.of(panel, MOST) : Palette.of(curve, most);
    }

    /** {@return the colour of a bin on the detector} */
    private Color colour(int bin) {
        for (int panel = 0; panel < shown.size(); panel++) {
            List<Curve> curves = shown.get(panel).curves();
            for (int curve = 0; curve < curves.size(); curve++) {
                if (curves.get(curve).bin() == bin) {
                    return colour(panel, curve);
                }
            }
        }
        return Palette.QUIET;
    }

    private void drawPanel(Sketch sketch, Box box, int n) {
        Shown one = shown.get(n);
        Panel panel =
                new Panel(
                        sketch,
                        box,
                        new Span().addPositive(delays).logarithmic().widened(0.04),
                        heights(one.curves()));
        panel.frame(one.title(), delayLabel, "g₂");
        List<Panel.Entry> names = new ArrayList<>();
        for (int c = 0; c < one.curves().size(); c++) {
            Curve curve = one.curves().get(c);
            panel.points(delays, curve.values(), curve.errors(), colour(n, c), 3);
            names.add(new Panel.Entry(curve.name(), colour(n, c)));
        }
        // Above the points of all curves, so that each line is seen.
        for (int c = 0; c < one.curves().size(); c++) {
            Curve.Line fit = one.curves().get(c).fit();
            panel.curve(fit.x(), fit.y(), new Ink(colour(n, c).darker(), 2));
        }
        boolean late =
                one.curves().stream()
                        .map(curve -> panel.freeCorner(delays, curve.values()))
                        .anyMatch(corner -> corner == Panel.Corner.LOWER_LEFT);
        Panel.Corner corner = late ? Panel.Corner.LOWER_LEFT : Panel.Corner.UPPER_RIGHT;
        if (one.curves().size() > 1) {
            panel.legend(some(names), corner);
        } else {
            one.curves().forEach(curve -> panel.note(curve.note().lines().toList(), corner));
        }
    }

    /** {@return an even choice of as many as there is room for, first and last among them} */
    private static List<Panel.Entry> some(List<Panel.Entry> names) {
        int count = Math.min(MOST_NAMES, names.size());
        List<Panel.Entry> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(names.get(i * (names.size() - 1) / (count - 1)));
        }
        return some;
    }

    /** An axis for the bulk of the values: a wild last point may lie outside. */
    static Axis heights(List<Curve> curves) {
        float[] all = new float[curves.stream().mapToInt(curve -> curve.values().length).sum()];
        int count = 0;
        for (Curve curve : curves) {
            for (double value : curve.values()) {
                all[count++] = (float) value;
            }
        }
        Percentiles percentiles = Percentiles.of(all);
        if (percentiles.isEmpty()) {
            return Axis.linear(0.9, 1.5);
        }
        double bulk = percentiles.at(95) - percentiles.at(5);
        return Axis.linear(
                        Math.max(percentiles.at(0), percentiles.at(5) - bulk),
                        Math.min(percentiles.at(100), percentiles.at(95) + bulk))
                .widened(0.08);
    }
}
