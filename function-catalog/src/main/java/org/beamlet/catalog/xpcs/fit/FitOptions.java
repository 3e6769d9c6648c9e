package org.beamlet.catalog.xpcs.fit;

import java.util.EnumMap;
import java.util.Map;

/**
 * How to fit.
 *
 * @param fixed parameters that are given, not fitted
 * @param bounds where the others may lie; those that are not named have usual bounds
 */
public record FitOptions(
        DecayModel model,
        Map<Parameter, Double> fixed,
        Map<Parameter, Range> bounds,
        ErrorScale errors) {
    private static final Range HEIGHT = new Range(0, 10);
    private static final Range EXPONENT = new Range(0.2, 3);

    /** How far outside of the delays a time constant may lie. */
    private static final double BEYOND = 10;

    public FitOptions {
        fixed = Map.copyOf(fixed);
        bounds = Map.copyOf(bounds);
    }

    public static FitOptions of(DecayModel model) {
        return new FitOptions(model, Map.of(), Map.of(), ErrorScale.LARGER);
    }

    public FitOptions fix(Parameter parameter, double value) {
        Map<Parameter, Double> more = new EnumMap<>(Parameter.class);
        more.putAll(fixed);
        more.put(parameter, value);
        return new FitOptions(model, more, bounds, errors);
    }

    public FitOptions bound(Parameter parameter, double low, double high) {
        Map<Parameter, Range> more = new EnumMap<>(Parameter.class);
        more.putAll(bounds);
        more.put(parameter, new Range(low, high));
        return new FitOptions(model, fixed, more, errors);
    }

    public FitOptions scale(ErrorScale scale) {
        return new FitOptions(model, fixed, bounds, scale);
    }

    /** {@return whether the value is given, by these options or by the model} */
    boolean isFixed(Parameter parameter) {
        return fixed.containsKey(parameter)
                || (parameter == Parameter.EXPONENT && model == DecayModel.SINGLE);
    }

    /** {@return the given value of a parameter; 1 if it is fitted} */
    double fixedValue(Parameter parameter) {
        Double given = fixed.get(parameter);
        return given == null ? 1 : given;
    }

    Range range(Parameter parameter, Samples samples) {
        Range given = bounds.get(parameter);
        if (given != null) {
            return given;
        }
        return switch (parameter) {
            case CONTRAST, BASELINE -> HEIGHT;
            case EXPONENT -> EXPONENT;
            case TAU -> new Range(samples.shortest() / BEYOND, samples.longest() * BEYOND);
        };
    }
}
