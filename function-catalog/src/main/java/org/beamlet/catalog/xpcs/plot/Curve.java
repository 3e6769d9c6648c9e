package org.beamlet.catalog.xpcs.plot;

/**
 * A bin's correlation function.
 *
 * @param bin its label on the detector
 * @param name in a legend
 * @param values by delay; NaN is left out
 * @param errors standard errors, likewise
 * @param fit a curve through it, by x and y; empty without
 * @param note what the fit found, in short; may be empty
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Curve(int bin, String name, double[] values, double[] errors, Line fit, String note) {
    /** A line through points. */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    public record Line(double[] x, double[] y) {
        public static final Line NONE = new Line(new double[0], new double[0]);
    }
}
