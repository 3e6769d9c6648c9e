package org.beamlet.catalog.xpcs.fit;

import java.util.Arrays;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealMatrix;

/**
 * Fits a decay to one correlation function, by weighted least squares.
 *
 * <p>The standard errors take the points to be independent. Those of a correlation function are so
 * only as far as counting photons makes their noise: delays share frames, so of slow dynamics the
 * points scatter less about the curve than they are off together (a reduced chi-square far below
 * 1), and the parameters may be off by more than their errors.
 */
public final class DecayFitter {
    /**
     * By how much two more parameters must better the sum of squares before a decay is believed: by
     * chance alone that happens once in a thousand times.
     */
    private static final double BELIEVED = 13.8;

    /** Below this the parameters cannot be told apart. */
    private static final double SINGULAR = 1e-10;

    private final FitOptions options;

    public DecayFitter(FitOptions options) {
        this.options = options;
    }

    /**
     * Fits. What cannot be fitted gives a value that says why; nothing is raised.
     *
     * @param delays of any unit, above 0
     * @param values g2 at each delay
     * @param errors standard errors of the values; what is unknown is taken to be as large as the
     *     largest known one, see {@link Samples}
     */
    public DecayFit fit(double[] delays, double[] values, double[] errors) {
        Samples samples = Samples.of(delays, values, errors);
        int free = new BoundedSolver(samples, options).free(java.util.Set.of()).length;
        if (samples.count() == 0) {
            return new DecayFit.NotFitted("no delay has a value");
        }
        if (Arrays.stream(samples.values()).allMatch(value -> value == 0)) {
            return new DecayFit.NotFitted("the bin is empty or has no light");
        }
        if (samples.count() <= free) {
            return new DecayFit.NotFitted(
                    "%d delays are too few for %d parameters".formatted(samples.count(), free));
        }
        if (samples.flat()) {
            return new DecayFit.NotFitted("the curve is flat");
        }
        try {
            return solve(samples);
        } catch (MathRuntimeException e) {
            return new DecayFit.NotFitted("the fit found no end: " + e.getMessage());
        }
    }

    private DecayFit solve(Samples samples) {
        BoundedSolver solver = new BoundedSolver(samples, options);
        BoundedSolver.Solution solution = solver.solve(new StartSearch(samples, options).best());
        Parameter[] free = solver.free(solution.held());
        double[] all = solution.all();
        double chiSquare = samples.chiSquare(all);
        double reduced = chiSquare / (samples.count() - free.length);
        double constant =
                samples.chiSquareAbout(
                        options.isFixed(Parameter.BASELINE)
                                ? options.fixedValue(Parameter.BASELINE)
                                : samples.mean());
        double chance = samples.weighted() ? Math.max(1, reduced) : reduced;
        if (constant - chiSquare < BELIEVED * chance) {
            return new DecayFit.NotFitted("no decay stands out from the noise");
        }
        double found = all[Parameter.TAU.index()];
        boolean tauHeld = solution.held().contains(Parameter.TAU);
        if (tauHeld && found > samples.longest()) {
            return new DecayFit.NotFitted("the decay is slower than the delays can show");
        }
        // Of a decay before the first delay, height and time constant cannot be told apart.
        if (tauHeld
                || (solution.held().contains(Parameter.CONTRAST) && found < samples.shortest())) {
            return new DecayFit.NotFitted("the decay is over before the first delay");
        }
        double[] errors = errors(samples, free, all);
        double scale = options.errors().factor(reduced, samples.weighted());
        Estimate[] estimates = new Estimate[all.length];
        for (Parameter parameter : Parameter.values()) {
            double error = options.isFixed(parameter) ? 0 : errors[parameter.index()] * scale;
            estimates[parameter.index()] = new Estimate(all[parameter.index()], error);
        }
        Estimate tau = estimates[Parameter.TAU.index()];
        if (Double.isNaN(tau.error()) || tau.error() >= tau.value()) {
            return new DecayFit.NotFitted("the delays do not determine the time constant");
        }
        return new DecayFit.Fitted(
                estimates[0],
                tau,
                estimates[2],
                estimates[3],
                chiSquare,
                samples.weighted() ? reduced : Double.NaN,
                1 - chiSquare / samples.chiSquareAbout(samples.mean()),
                samples.count(),
                solution.held());
    }

    /**
     * Roots of the diagonal of the inverse of the normal matrix.
     *
     * @return by index; NaN for what is not free, and for all where they cannot be told apart
     */
    private static double[] errors(Samples samples, Parameter[] free, double[] all) {
        double[] errors = new double[all.length];
        Arrays.fill(errors, Double.NaN);
        if (free.length == 0) {
            return errors;
        }
        double[] inner = new double[free.length];
        for (int j = 0; j < free.length; j++) {
            inner[j] = DecayCurve.inward(free[j], all[free[j].index()]);
        }
        RealMatrix slopes =
                new DecayCurve(samples, free, all).value(new ArrayRealVector(inner)).getSecond();
        // Columns of length one: what is singular does not depend on units then.
        double[] lengths = new double[free.length];
        for (int j = 0; j < free.length; j++) {
            lengths[j] = slopes.getColumnVector(j).getNorm();
            if (lengths[j] == 0) {
                return errors;
            }
            slopes.setColumnVector(j, slopes.getColumnVector(j).mapDivide(lengths[j]));
        }
        DecompositionSolver inverter =
                new QRDecomposition(slopes.transposeMultiply(slopes), SINGULAR).getSolver();
        if (!inverter.isNonSingular()) {
            return errors;
        }
        RealMatrix inverse = inverter.solve(MatrixUtils.createRealIdentityMatrix(free.length));
        for (int j = 0; j < free.length; j++) {
            double error = Math.sqrt(inverse.getEntry(j, j)) / lengths[j];
            // From the logarithm back to the time constant itself.
            double unit = free[j] == Parameter.TAU ? all[free[j].index()] : 1;
            errors[free[j].index()] = error * unit;
        }
        return errors;
    }
}
