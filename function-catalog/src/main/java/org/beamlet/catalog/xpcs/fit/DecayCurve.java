package org.beamlet.catalog.xpcs.fit;

import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.hipparchus.optim.nonlinear.vector.leastsquares.MultivariateJacobianFunction;
import org.hipparchus.util.Pair;

/**
 * The decay and its derivatives at the samples, each in errors of its point.
 *
 * <p>The time constant enters by its logarithm: it is positive then without a bound, and a factor
 * of two is as far for a fast decay as for a slow one.
 *
 * @param free parameters that vary, in the order of the solver's point
 * @param rest values of the others, by {@link Parameter#index()}
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record DecayCurve(Samples samples, Parameter[] free, double[] rest)
        implements MultivariateJacobianFunction {
    /** {@return a parameter as the solver sees it} */
    static double inward(Parameter parameter, double value) {
        return parameter == Parameter.TAU ? Math.log(value) : value;
    }

    static double outward(Parameter parameter, double inner) {
        return parameter == Parameter.TAU ? Math.exp(inner) : inner;
    }

    /** {@return all parameters, by index} */
    double[] all(RealVector point) {
        double[] all = rest.clone();
        for (int j = 0; j < free.length; j++) {
            all[free[j].index()] = outward(free[j], point.getEntry(j));
        }
        return all;
    }

    @Override
    public Pair<RealVector, RealMatrix> value(RealVector point) {
        double[] all = all(point);
        RealVector heights = new ArrayRealVector(samples.count());
        RealMatrix slopes = new Array2DRowRealMatrix(samples.count(), free.length);
        for (int i = 0; i < samples.count(); i++) {
            double sigma = samples.sigmas()[i];
            double ratio = samples.delays()[i] / all[Parameter.TAU.index()];
            double exponent = all[Parameter.EXPONENT.index()];
            double contrast = all[Parameter.CONTRAST.index()];
            double power = Math.pow(ratio, exponent);
            double decay = Math.exp(-2 * power);
            double steepness = decay == 0 ? 0 : 2 * contrast * decay * power;
            heights.setEntry(i, (contrast * decay + all[Parameter.BASELINE.index()]) / sigma);
            for (int j = 0; j < free.length; j++) {
                double slope =
                        switch (free[j]) {
                            case CONTRAST -> decay;
                            case TAU -> steepness * exponent;
                            case EXPONENT -> -steepness * Math.log(ratio);
                            case BASELINE -> 1;
                        };
                slopes.setEntry(i, j, slope / sigma);
            }
        }
        return new Pair<>(heights, slopes);
    }
}
