package org.beamlet.catalog.xpcs.fit;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresBuilder;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LeastSquaresProblem;
import org.hipparchus.optim.nonlinear.vector.leastsquares.LevenbergMarquardtOptimizer;

/**
 * Levenberg–Marquardt within bounds: every step is cut at the box; a parameter that ends at a wall
 * is held there while the others are solved again, and let go where the slope leads back inside.
 */
record BoundedSolver(Samples samples, FitOptions options) {
    /** The solver complains if asked for more than about 1e-16. */
    private static final double TOLERANCE = 1e-11;

    private static final int MOST_STEPS = 500;
    private static final int MOST_ROUNDS = 8;

    /**
     * Where the search ended.
     *
     * @param all parameters, by index
     * @param held those that ended at a wall
     */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Solution(double[] all, Set<Parameter> held) {}

    /**
     * Solves.
     *
     * @param start parameters by index; those that are fixed stay as they are
     * @throws org.hipparchus.exception.MathIllegalStateException where no end is found
     */
    Solution solve(double[] start) {
        Set<Parameter> held = EnumSet.noneOf(Parameter.class);
        double[] all = search(start, held);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Set<Parameter> walls = EnumSet.noneOf(Parameter.class);
            for (Parameter parameter : Parameter.values()) {
                if (atWall(parameter, all) && !leadsInside(parameter, all)) {
                    walls.add(parameter);
                }
            }
            if (walls.equals(held)) {
                break;
            }
            held = walls;
            all = search(all, held);
        }
        return new Solution(all, held);
    }

    /** {@return the parameters that are neither fixed nor held} */
    Parameter[] free(Set<Parameter> held) {
        return Arrays.stream(Parameter.values())
                .filter(parameter -> !options.isFixed(parameter) && !held.contains(parameter))
                .toArray(Parameter[]::new);
    }

    private double[] search(double[] start, Set<Parameter> held) {
        Parameter[] free = free(held);
        if (free.length == 0) {
            return start;
        }
        DecayCurve curve = new DecayCurve(samples, free, start);
        double[] inner = new double[free.length];
        for (int j = 0; j < inner.length; j++) {
            inner[j] = DecayCurve.inward(free[j], start[free[j].index()]);
        }
        LeastSquaresProblem problem =
                new LeastSquaresBuilder()
                        .start(inner)
                        .model(curve)
                        .target(targets())
                        .parameterValidator(point -> cut(free, point))
                        .lazyEvaluation(false)
                        .maxEvaluations(MOST_STEPS)
                        .maxIterations(MOST_STEPS)
                        .build();
        return curve.all(
                new LevenbergMarquardtOptimizer()
                        .withCostRelativeTolerance(TOLERANCE)
                        .withParameterRelativeTolerance(TOLERANCE)
                        .withOrthoTolerance(TOLERANCE)
                        .optimize(problem)
                        .getPoint());
    }

    private double[] targets() {
        double[] targets = new double[samples.count()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = samples.values()[i] / samples.sigmas()[i];
        }
        return targets;
    }

    private RealVector cut(Parameter[] free, RealVector point) {
        RealVector inside = new ArrayRealVector(free.length);
        for (int j = 0; j < free.length; j++) {
            inside.setEntry(
                    j,
                    Math.clamp(
                            point.getEntry(j),
                            DecayCurve.inward(free[j], range(free[j]).low()),
                            DecayCurve.inward(free[j], range(free[j]).high())));
        }
        return inside;
    }

    private Range range(Parameter parameter) {
        return options.range(parameter, samples);
    }

    private boolean atWall(Parameter parameter, double[] all) {
        return !options.isFixed(parameter) && (atLow(parameter, all) || atHigh(parameter, all));
    }

    private boolean atLow(Parameter parameter, double[] all) {
        Range range = range(parameter);
        return all[parameter.index()] - range.low() <= 1e-9 * (range.high() - range.low());
    }

    private boolean atHigh(Parameter parameter, double[] all) {
        Range range = range(parameter);
        return range.high() - all[parameter.index()] <= 1e-9 * (range.high() - range.low());
    }

    private boolean leadsInside(Parameter parameter, double[] all) {
        DecayCurve alone = new DecayCurve(samples, new Parameter[] {parameter}, all);
        double inner = DecayCurve.inward(parameter, all[parameter.index()]);
        var there = alone.value(new ArrayRealVector(new double[] {inner}));
        RealVector missing = new ArrayRealVector(targets()).subtract(there.getFirst());
        double downhill = missing.dotProduct(there.getSecond().getColumnVector(0));
        return atLow(parameter, all) ? downhill > 0 : downhill < 0;
    }
}
