package org.beamlet.catalog.xpcs.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Correlation functions over a logarithmic delay axis, a colour for each bin.
 *
 * @param title over the plot
 * @param delayLabel of the horizontal axis, with unit
 * @param delays ascending
 * @param curves drawn ones; with many bins an even choice of them
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record G2Plot(String title, String delayLabel, double[] delays, List<Curve> curves) {
    private static final int WIDTH = 1100;
    private static final int HEIGHT = 720;

    /** More names than this do not fit beside the plot. */
    private static final int MOST_CURVES = 16;

    private static final Color GRID = new Color(0xdddddd);

    /** A bin's values and standard errors, by delay; NaN is left out. */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    public record Curve(String name, double[] values, double[] errors) {}

    public void write(Path file) throws IOException {
        BufferedImage image = PngFile.canvas(WIDTH, HEIGHT);
        XYChart chart = chart();
        List<Curve> drawn = chosen();
        for (int index = 0; index < drawn.size(); index++) {
            add(chart, drawn.get(index), Viridis.at((index + 0.5) / drawn.size() * 0.92));
        }
        Graphics2D pen = image.createGraphics();
        chart.paint(pen, WIDTH, HEIGHT);
        pen.dispose();
        PngFile.write(image, file);
    }

    private List<Curve> chosen() {
        List<Curve> some = new ArrayList<>();
        int count = Math.min(MOST_CURVES, curves.size());
        Set<String> names = new HashSet<>();
        for (int index = 0; index < count; index++) {
            int of = count == 1 ? 0 : index * (curves.size() - 1) / (count - 1);
            Curve curve = curves.get(of);
            // Bins may be called the same; the chart tells its curves apart by name.
            String name =
                    names.add(curve.name())
                            ? curve.name()
                            : "%s (%d)".formatted(curve.name(), of + 1);
            some.add(new Curve(name, curve.values(), curve.errors()));
        }
        return some;
    }

    private XYChart chart() {
        String which =
                curves.size() > MOST_CURVES
                        ? " (%d of %d bins)".formatted(MOST_CURVES, curves.size())
                        : "";
        XYChart chart =
                new XYChartBuilder()
                        .width(WIDTH)
                        .height(HEIGHT)
                        .title(title + which)
                        .xAxisTitle(delayLabel)
                        .yAxisTitle("g₂")
                        .build();
        chart.getStyler()
                .setXAxisLogarithmic(true)
                .setXAxisMin(delays[0] * 0.8)
                .setXAxisMax(delays[delays.length - 1] * 1.25)
                .setPlotGridLinesColor(GRID)
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 20))
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        chart.getStyler()
                .setLegendPosition(Styler.LegendPosition.OutsideE)
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15))
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20))
                .setChartBackgroundColor(Color.WHITE)
                .setChartPadding(16)
                .setPlotBorderColor(Color.GRAY);
        return chart;
    }

    private void add(XYChart chart, Curve curve, Color color) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        List<Double> spread = new ArrayList<>();
        for (int index = 0; index < delays.length; index++) {
            if (Double.isFinite(curve.values()[index])) {
                x.add(delays[index]);
                y.add(curve.values()[index]);
                double error = curve.errors()[index];
                spread.add(Double.isFinite(error) ? error : 0);
            }
        }
        if (x.isEmpty()) {
            return;
        }
        XYSeries series = chart.addSeries(curve.name(), x, y, spread);
        series.setMarkerColor(color);
        series.setMarker(SeriesMarkers.CIRCLE);
        series.setLineColor(color);
        series.setLineStyle(new BasicStroke(1.5f));
    }
}
