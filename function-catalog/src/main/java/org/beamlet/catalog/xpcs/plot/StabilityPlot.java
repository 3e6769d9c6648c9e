package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Whether sample and beam stayed the same: the scattering curve of each part of the series, beside
 * the intensity of each frame.
 *
 * @param q of each value of a curve, ascending; empty where it is unknown
 * @param qName of the axis, with unit
 * @param segments a curve for each part of the series
 * @param intensity of each frame
 * @param secondsPerFrame without, time is in frames
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record StabilityPlot(
        String title,
        double[] q,
        String qName,
        double[][] segments,
        double[] intensity,
        OptionalDouble secondsPerFrame)
        implements Figure {
    private static final double HALF = 1.7;
    private static final Color TRACE = new Color(0x0072b2);

    @Override
    public int width() {
        return (int) (2 * HALF * Cells.WIDTH);
    }

    @Override
    public int height() {
        return Cells.HEIGHT;
    }

    @Override
    public void draw(Sketch sketch) {
        Cells.title(sketch, title, width());
        drawSegments(sketch);
        drawIntensity(sketch);
    }

    private void drawSegments(Sketch sketch) {
        boolean known = q.length > 0;
        int values = segments.length == 0 ? 0 : segments[0].length;
        double[] xs = known ? q : numbers(values);
        Span x = known ? new Span().addPositive(xs) : new Span().add(xs);
        Span y = new Span();
        for (double[] segment : segments) {
            y.addPositive(segment);
        }
        Box box = Cells.map(0, HALF);
        Panel panel =
                new Panel(
                        sketch,
                        box,
                        (known ? x.logarithmic() : x.linear()).widened(0.02),
                        y.logarithmic().widened(0.05));
        panel.frame(
                "scattering of each part of the series",
                known ? qName : "static bin",
                "intensity (per pixel)");
        for (int n = 0; n < segments.length; n++) {
            Ink ink = new Ink(Viridis.at((n + 0.5) / segments.length), 1.4);
            panel.curve(xs, segments[n], ink);
            if (values == 1) {
                panel.points(xs, segments[n], new double[1], ink.colour(), 4);
            }
        }
        new ColourScale(Axis.linear(0, intensity.length * secondsPerFrame.orElse(1)))
                .draw(sketch, Cells.bar(box), timeName());
    }

    private static double[] numbers(int count) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, n -> n + 1);
        return numbers;
    }

    private String timeName() {
        return secondsPerFrame.isPresent() ? "time (s)" : "frame";
    }

    private void drawIntensity(Sketch sketch) {
        Box box = Cells.curves(HALF, HALF);
        double step = secondsPerFrame.orElse(1);
        Envelope envelope = Envelope.of(intensity, (int) box.width());
        double[] times = Arrays.stream(envelope.places()).map(place -> place * step).toArray();
        Axis time = Axis.linear(0, Math.max(1, intensity.length - 1) * step);
        Axis height =
                new Span().add(envelope.least()).add(envelope.greatest()).linear().widened(0.06);
        Panel panel = new Panel(sketch, box, time, height);
        panel.frame("intensity", timeName(), "mean intensity (counts per pixel)");
        if (envelope.gathered(intensity.length)) {
            Ink faint = new Ink(Palette.faint(TRACE, 110), 1);
            sketch.clipped(
                    box,
                    () -> {
                        for (int i = 0; i < times.length; i++) {
                            if (Double.isFinite(envelope.least()[i])) {
                                double at = panel.across(times[i]);
                                sketch.line(
                                        at,
                                        panel.up(envelope.least()[i]),
                                        at,
                                        panel.up(envelope.greatest()[i]) - 1,
                                        faint);
                            }
                        }
                    });
        }
        panel.curve(times, envelope.mean(), new Ink(TRACE, 1.2));
    }
}
