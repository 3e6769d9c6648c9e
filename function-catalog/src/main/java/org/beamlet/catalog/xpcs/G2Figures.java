package org.beamlet.catalog.xpcs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.catalog.xpcs.fit.DecayFit;
import org.beamlet.catalog.xpcs.fit.DecayModel;
import org.beamlet.catalog.xpcs.fit.Estimate;
import org.beamlet.catalog.xpcs.fit.FitResults;
import org.beamlet.catalog.xpcs.fit.PowerLaw;
import org.beamlet.catalog.xpcs.plot.Curve;
import org.beamlet.catalog.xpcs.plot.G2RowPlot;
import org.beamlet.catalog.xpcs.plot.Labels;
import org.beamlet.catalog.xpcs.plot.NumberText;
import org.beamlet.catalog.xpcs.plot.TauQPlot;

/**
 * The pictures of the correlation functions and of what was fitted to them.
 *
 * @param delays in the unit that is drawn
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record G2Figures(CorrelatePlots plots, Labels labels, double[] delays, G2 g2, FitResults fits) {
    private static final int LINE_POINTS = 120;

    /** More pictures than anybody looks at. */
    private static final int MOST_ROWS = 64;

    /** {@return all curves, without their fits} */
    List<Curve> all() {
        List<Curve> all = new ArrayList<>();
        for (int bin = 0; bin < plots.dynamics().q().length; bin++) {
            all.add(
                    new Curve(
                            bin + 1,
                            plots.dynamics().name(bin),
                            values(bin),
                            FitResults.column(g2.errors(), bin),
                            Curve.Line.NONE,
                            ""));
        }
        return all;
    }

    /** An empty bin has 0 throughout, which is not a correlation. */
    private double[] values(int bin) {
        double[] values = FitResults.column(g2.values(), bin);
        if (Arrays.stream(values).allMatch(value -> value == 0)) {
            Arrays.fill(values, Double.NaN);
        }
        return values;
    }

    /**
     * A picture for every four values of q.
     *
     * @param warnings gets a word where not all are drawn
     */
    List<PictureFiles.Named> rows(List<String> warnings) {
        List<G2RowPlot.Shown> shown = byQ();
        if (shown.size() > MOST_ROWS * G2RowPlot.MOST) {
            warnings.add(
                    "g2 was drawn for the first %d of %d values of q"
                            .formatted(MOST_ROWS * G2RowPlot.MOST, shown.size()));
        }
        List<PictureFiles.Named> rows = new ArrayList<>();
        for (int from = 0; from < shown.size() && rows.size() < MOST_ROWS; from += G2RowPlot.MOST) {
            int to = Math.min(shown.size(), from + G2RowPlot.MOST);
            rows.add(
                    new PictureFiles.Named(
                            "g2_%04d".formatted(rows.size()),
                            new G2RowPlot(
                                    plots.dataset() + ": intensity correlation",
                                    plots.delayName(),
                                    delays,
                                    labels,
                                    shown.subList(from, to))));
        }
        return rows;
    }

    private List<G2RowPlot.Shown> byQ() {
        BinGrid places = plots.dynamics();
        Map<String, List<Curve>> panels = new LinkedHashMap<>();
        for (int bin = 0; bin < places.q().length; bin++) {
            panels.computeIfAbsent(places.qText(bin), _ -> new ArrayList<>()).add(curve(bin));
        }
        return panels.entrySet().stream()
                .map(panel -> new G2RowPlot.Shown(panel.getKey(), panel.getValue()))
                .toList();
    }

    private Curve curve(int bin) {
        String direction = BinGrid.phiText(plots.dynamics().phi()[bin]);
        String name = direction.isEmpty() ? "bin " + (bin + 1) : direction;
        DecayFit fit = fits.of(fits.shown()).get(bin);
        double[] errors = FitResults.column(g2.errors(), bin);
        return switch (fit) {
            case DecayFit.Fitted fitted ->
                    new Curve(bin + 1, name, values(bin), errors, line(fitted), note(fitted));
            case DecayFit.NotFitted(String reason) ->
                    new Curve(bin + 1, name, values(bin), errors, Curve.Line.NONE, reason);
        };
    }

    private String note(DecayFit.Fitted fitted) {
        List<String> lines = new ArrayList<>();
        lines.add("τ₀ = " + text(fitted.tau()) + (fits.seconds() ? " s" : " frames"));
        if (fits.shown() == DecayModel.STRETCHED) {
            lines.add("γ = " + text(fitted.exponent()));
        }
        lines.add("β = " + text(fitted.contrast()));
        return String.join("\n", lines);
    }

    private static String text(Estimate estimate) {
        return NumberText.withError(estimate.value(), estimate.error());
    }

    private Curve.Line line(DecayFit.Fitted fitted) {
        double first = delays[0];
        double last = delays[delays.length - 1];
        double[] x = new double[LINE_POINTS];
        double[] y = new double[LINE_POINTS];
        for (int i = 0; i < x.length; i++) {
            x[i] = first * Math.pow(last / first, i / (LINE_POINTS - 1.0));
            y[i] = fitted.at(x[i]);
        }
        return new Curve.Line(x, y);
    }

    /** {@return time constants by q; none where no bin with a q was fitted} */
    Optional<TauQPlot> tauQ() {
        DecayModel model = fits.shown();
        List<TauQPlot.Sector> sectors = new ArrayList<>();
        for (FitResults.Sector sector : fits.sectors(model)) {
            List<Integer> fitted =
                    sector.bins().stream()
                            .filter(bin -> fits.of(model).get(bin) instanceof DecayFit.Fitted)
                            .toList();
            if (!fitted.isEmpty()) {
                sectors.add(sector(sector, fitted, model));
            }
        }
        return sectors.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new TauQPlot(
                                "%s: %s exponential".formatted(plots.dataset(), model.label()),
                                plots.dynamics().qName(),
                                fits.seconds() ? "τ₀ (s)" : "τ₀ (frames)",
                                sectors));
    }

    private TauQPlot.Sector sector(FitResults.Sector sector, List<Integer> bins, DecayModel model) {
        int count = bins.size();
        double[][] table = new double[7][count];
        for (int i = 0; i < count; i++) {
            int bin = bins.get(i);
            if (fits.of(model).get(bin) instanceof DecayFit.Fitted fitted) {
                double[] row = {
                    plots.dynamics().q()[bin],
                    fitted.tau().value(),
                    fitted.tau().error(),
                    fitted.contrast().value(),
                    fitted.contrast().error(),
                    fitted.exponent().value(),
                    fitted.exponent().error()
                };
                for (int column = 0; column < row.length; column++) {
                    table[column][i] = row[column];
                }
            }
        }
        String name = BinGrid.phiText(sector.phi());
        return new TauQPlot.Sector(
                name,
                table[0],
                table[1],
                table[2],
                table[3],
                table[4],
                table[5],
                table[6],
                lawLine(sector.law(), table[0]),
                lawText(sector.law()));
    }

    private static Curve.Line lawLine(PowerLaw law, double[] q) {
        if (!(law instanceof PowerLaw.Found found)) {
            return Curve.Line.NONE;
        }
        double[] x = {
            Arrays.stream(q).min().orElse(1) / 1.05, Arrays.stream(q).max().orElse(1) * 1.05
        };
        return new Curve.Line(x, new double[] {found.at(x[0]), found.at(x[1])});
    }

    private static String lawText(PowerLaw law) {
        return switch (law) {
            case PowerLaw.Found found ->
                    "τ₀ ∝ q⁻ⁿ, n = "
                            + NumberText.withError(
                                    found.exponent().value(), found.exponent().error());
            case PowerLaw.NotFound _ -> "";
        };
    }
}
