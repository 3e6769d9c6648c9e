package org.beamlet.catalog.xpcs.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.beamlet.catalog.hdf5.Hdf5Writer;

/**
 * Writes fits into a result file.
 *
 * <p>pyXpcsViewer keeps its fits in memory only; {@code fit_val} has the layout of its array of
 * that name. Below {@code /xpcs/multitau/fit}, nD being the dynamic bins:
 *
 * <ul>
 *   <li>{@code shown} the model that pictures and the answer show, {@code tau_unit} ({@code s} or
 *       {@code frame}), {@code q}, {@code phi} (nD), NaN where unknown
 *   <li>for each model a group, {@code single} and {@code stretched}, with
 *       <ul>
 *         <li>{@code fit_val} (nD, 2, 4): values, then standard errors, of {@code parameters}; an
 *             error is 0 where the value was given, NaN where it stopped at a bound. A bin without
 *             fit has NaN values and, as in the viewer, errors of -1
 *         <li>{@code parameters} the names of the four, {@code function} in words
 *         <li>{@code fitted}, {@code points}, {@code chi_square}, {@code reduced_chi_square},
 *             {@code r_squared} (nD)
 *         <li>{@code not_fitted} a line for each bin without fit, if there is one
 *         <li>{@code tau_q/*} a value for each direction {@code phi}: {@code exponent} n and {@code
 *             log_prefactor} a of {@code ln tau = a - n ln q}, {@code diffusion} D of {@code tau =
 *             1 / (D q^2)}, each with {@code _error}, and both reduced chi-squares; NaN without law
 *       </ul>
 * </ul>
 */
public final class FitGroup {
    private final Hdf5Writer out;
    private final String path;

    public FitGroup(Hdf5Writer out, String path) {
        this.out = out;
        this.path = path + "/";
    }

    public void write(FitResults results) {
        out.scalar(path + "shown", results.shown().label());
        out.scalar(path + "tau_unit", results.tauUnit());
        array(path + "q", results.bins().q());
        array(path + "phi", results.bins().phi());
        for (DecayModel model : DecayModel.values()) {
            writeModel(path + model.label() + "/", results.of(model));
            writeLaws(path + model.label() + "/tau_q/", results.sectors(model));
        }
    }

    private void array(String name, double[] values) {
        if (values.length > 0) {
            out.array(name, values, values.length);
        }
    }

    private void writeModel(String group, List<DecayFit> fits) {
        int count = Parameter.values().length;
        double[] table = new double[fits.size() * 2 * count];
        List<String> reasons = new ArrayList<>();
        for (int bin = 0; bin < fits.size(); bin++) {
            int at = bin * 2 * count;
            switch (fits.get(bin)) {
                case DecayFit.Fitted fitted -> {
                    for (Parameter parameter : Parameter.values()) {
                        table[at + parameter.index()] = fitted.get(parameter).value();
                        table[at + count + parameter.index()] = fitted.get(parameter).error();
                    }
                }
                case DecayFit.NotFitted not -> {
                    Arrays.fill(table, at, at + count, Double.NaN);
                    Arrays.fill(table, at + count, at + 2 * count, -1);
                    reasons.add("bin %d: %s".formatted(bin + 1, not.reason()));
                }
            }
        }
        out.array(group + "fit_val", table, fits.size(), 2, count);
        out.scalar(group + "parameters", "contrast,tau,exponent,baseline");
        out.scalar(group + "function", "contrast * exp(-2 * (t / tau)^exponent) + baseline");
        int[] fitted = fits.stream().mapToInt(f -> f instanceof DecayFit.Fitted ? 1 : 0).toArray();
        out.array(group + "fitted", fitted, fitted.length);
        column(group + "points", fits, DecayFit.Fitted::points);
        column(group + "chi_square", fits, DecayFit.Fitted::chiSquare);
        column(group + "reduced_chi_square", fits, DecayFit.Fitted::reducedChiSquare);
        column(group + "r_squared", fits, DecayFit.Fitted::rSquared);
        if (!reasons.isEmpty()) {
            out.scalar(group + "not_fitted", String.join("\n", reasons));
        }
    }

    private void column(String name, List<DecayFit> fits, ToDoubleFunction<DecayFit.Fitted> value) {
        array(
                name,
                fits.stream()
                        .mapToDouble(fit ->
                                fit instanceof DecayFit.Fitted fitted
                                        ? value.applyAsDouble(fitted)
                                        : Double.NaN)
                        .toArray());
    }

    private void writeLaws(String group, List<FitResults.Sector> sectors) {
        array(group + "phi", sectors.stream().mapToDouble(FitResults.Sector::phi).toArray());
        estimate(group + "exponent", sectors, PowerLaw.Found::exponent);
        estimate(group + "log_prefactor", sectors, PowerLaw.Found::logPrefactor);
        estimate(group + "diffusion", sectors, PowerLaw.Found::diffusion);
        law(group + "reduced_chi_square", sectors, PowerLaw.Found::reducedChiSquare);
        law(group + "diffusion_reduced_chi_square", sectors, PowerLaw.Found::diffusionChiSquare);
        law(group + "points", sectors, PowerLaw.Found::points);
    }

    @FunctionalInterface
    private interface Quantity {
        Estimate of(PowerLaw.Found law);
    }

    private void estimate(String name, List<FitResults.Sector> sectors, Quantity quantity) {
        law(name, sectors, found -> quantity.of(found).value());
        law(name + "_error", sectors, found -> quantity.of(found).error());
    }

    private void law(
            String name, List<FitResults.Sector> sectors, ToDoubleFunction<PowerLaw.Found> value) {
        array(
                name,
                sectors.stream()
                        .mapToDouble(sector ->
                                sector.law() instanceof PowerLaw.Found found
                                        ? value.applyAsDouble(found)
                                        : Double.NaN)
                        .toArray());
    }
}
