package org.beamlet.catalog.xpcs.plot;

/** The least and the greatest of the finite values seen. */
final class Span {
    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    Span add(double... values) {
        for (double value : values) {
            if (Double.isFinite(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return this;
    }

    Span addPositive(double... values) {
        for (double value : values) {
            if (value > 0) {
                add(value);
            }
        }
        return this;
    }

    boolean isEmpty() {
        return low > high;
    }

    Axis linear() {
        return isEmpty() ? Axis.linear(0, 1) : Axis.linear(low, high);
    }

    Axis logarithmic() {
        return isEmpty() ? Axis.logarithmic(1, 10) : Axis.logarithmic(low, high);
    }
}
