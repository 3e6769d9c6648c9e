package org.beamlet.catalog.xpcs.fit;

/**
 * A number that was found.
 *
 * @param error one standard error; 0 where the number was given, NaN where it stopped at a bound
 */
public record Estimate(double value, double error) {
    static Estimate given(double value) {
        return new Estimate(value, 0);
    }
}
