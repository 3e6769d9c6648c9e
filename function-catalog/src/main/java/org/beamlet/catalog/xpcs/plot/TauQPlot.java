package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * What the fits found, by q: the time constant with its power law, the contrast and the exponent.
 *
 * @param qName of the axis, with unit
 * @param tauName likewise
 * @param sectors one, or one for each direction
 */
public record TauQPlot(String title, String qName, String tauName, List<Sector> sectors)
        implements Figure {
    private static final double PART = 1.3;

    /**
     * A direction.
     *
     * @param q of each fitted bin
     * @param tau likewise, with standard errors
     * @param law a line through the time constants; empty without
     * @param lawText in short
     */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    public record Sector(
            String name,
            double[] q,
            double[] tau,
            double[] tauErrors,
            double[] contrast,
            double[] contrastErrors,
            double[] exponent,
            double[] exponentErrors,
            Curve.Line law,
            String lawText) {}

    public TauQPlot {
        sectors = List.copyOf(sectors);
    }

    @Override
    public int width() {
        return (int) (3 * PART * Cells.WIDTH);
    }

    @Override
    public int height() {
        return Cells.HEIGHT;
    }

    private Color colour(int sector) {
        return Palette.of(sector, sectors.size());
    }

    @Override
    public void draw(Sketch sketch) {
        Cells.title(sketch, title, width());
        Span q = new Span();
        Span tau = new Span();
        Span contrast = new Span().add(0);
        Span exponent = new Span().add(0.9, 1.1);
        for (Sector sector : sectors) {
            q.addPositive(sector.q());
            tau.addPositive(sector.tau()).addPositive(sector.law().y());
            contrast.add(sector.contrast());
            exponent.add(sector.exponent());
        }
        Axis across = q.logarithmic().widened(0.08);
        Panel times = panel(sketch, 0, across, tau.logarithmic().widened(0.1));
        times.frame("time constant", qName, tauName);
        Panel heights = panel(sketch, 1, across, contrast.linear().widened(0.12));
        heights.frame("contrast", qName, "β");
        Panel shapes = panel(sketch, 2, across, exponent.linear().widened(0.12));
        shapes.frame("exponent", qName, "γ");
        List<Panel.Entry> names = new ArrayList<>();
        for (int n = 0; n < sectors.size(); n++) {
            Sector one = sectors.get(n);
            times.curve(one.law().x(), one.law().y(), new Ink(colour(n), 1.6));
            times.points(one.q(), one.tau(), one.tauErrors(), colour(n), 4.5);
            heights.points(one.q(), one.contrast(), one.contrastErrors(), colour(n), 4.5);
            shapes.points(one.q(), one.exponent(), one.exponentErrors(), colour(n), 4.5);
            names.add(new Panel.Entry((one.name() + " " + one.lawText()).strip(), colour(n)));
        }
        if (sectors.size() > 1) {
            times.legend(names, Panel.Corner.LOWER_LEFT);
        } else {
            sectors.forEach(
                    one -> times.note(one.lawText().lines().toList(), Panel.Corner.LOWER_LEFT));
        }
    }

    private static Panel panel(Sketch sketch, int part, Axis x, Axis y) {
        return new Panel(sketch, Cells.curves(part * PART, PART), x, y);
    }
}
