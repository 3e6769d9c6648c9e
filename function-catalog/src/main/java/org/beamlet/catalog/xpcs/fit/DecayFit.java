package org.beamlet.catalog.xpcs.fit;

import java.util.Set;

/** What became of the fit of one correlation function. */
public sealed interface DecayFit {
    /**
     * A decay was found.
     *
     * @param tau in the unit of the delays
     * @param chiSquare sum of squared distances, in errors of the points
     * @param reducedChiSquare of a degree of freedom; NaN where the points have no errors
     * @param rSquared the share of the points' weighted variance that the curve explains
     * @param points that took part
     * @param atBound parameters that stopped at a bound; the errors of the others are those with
     *     these held there
     */
    record Fitted(
            Estimate contrast,
            Estimate tau,
            Estimate exponent,
            Estimate baseline,
            double chiSquare,
            double reducedChiSquare,
            double rSquared,
            int points,
            Set<Parameter> atBound)
            implements DecayFit {
        public Fitted {
            atBound = Set.copyOf(atBound);
        }

        public Estimate get(Parameter parameter) {
            return switch (parameter) {
                case CONTRAST -> contrast;
                case TAU -> tau;
                case EXPONENT -> exponent;
                case BASELINE -> baseline;
            };
        }

        /** {@return the curve's height at a delay} */
        public double at(double delay) {
            return contrast.value() * Math.exp(-2 * Math.pow(delay / tau.value(), exponent.value()))
                    + baseline.value();
        }
    }

    /**
     * There is nothing to fit.
     *
     * @param reason in words for a user
     */
    record NotFitted(String reason) implements DecayFit {}
}
