package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.List;

/**
 * Correlation functions over a logarithmic delay axis, a colour for each bin.
 *
 * @param title over the plot
 * @param delayLabel of the horizontal axis, with unit
 * @param delays ascending
 * @param curves drawn ones; with many bins an even choice of them
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record G2Plot(String title, String delayLabel, double[] delays, List<Curve> curves)
        implements Figure {
    /** More names than this do not fit beside the plot. */
    private static final int MOST_CURVES = 16;

    public G2Plot {
        curves = List.copyOf(curves);
    }

    @Override
    public int width() {
        return 1100;
    }

    @Override
    public int height() {
        return 720;
    }

    @Override
    public void draw(Sketch sketch) {
        List<Curve> drawn = chosen();
        String which =
                drawn.size() < curves.size()
                        ? " (%d of %d bins)".formatted(drawn.size(), curves.size())
                        : "";
        Panel panel =
                new Panel(
                        sketch,
                        new Box(100, 60, 720, 580),
                        new Span().addPositive(delays).logarithmic().widened(0.03),
                        G2RowPlot.heights(drawn));
        panel.frame(title + which, delayLabel, "g₂");
        for (int index = 0; index < drawn.size(); index++) {
            Curve curve = drawn.get(index);
            Color colour = Viridis.at((index + 0.5) / drawn.size() * 0.92);
            panel.curve(delays, curve.values(), new Ink(colour, 1.5));
            panel.points(delays, curve.values(), curve.errors(), colour, 3.5);
            double y = 74 + index * 24;
            sketch.fill(new Box(838, y - 9, 18, 8), colour);
            sketch.text(curve.name(), 864, y, Lettering.NOTE.within(curve.name(), width() - 876));
        }
    }

    private List<Curve> chosen() {
        List<Curve> some = new ArrayList<>();
        int count = Math.min(MOST_CURVES, curves.size());
        for (int index = 0; index < count; index++) {
            some.add(curves.get(count == 1 ? 0 : index * (curves.size() - 1) / (count - 1)));
        }
        return some;
    }
}
