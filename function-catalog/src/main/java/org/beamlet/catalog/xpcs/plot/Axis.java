package org.beamlet.catalog.xpcs.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * A scale from a low to a high value.
 *
 * @param logarithmic whether equal factors, not equal differences, are equally long
 */
record Axis(double low, double high, boolean logarithmic) {
    private static final double[] ROUND = {1, 2, 5, 10};
    private static final double[] WITHIN_DECADE = {1, 2, 5};

    /** Below so many decades there are not enough powers of ten to go by. */
    private static final double FEW_DECADES = 1.7;

    /** Below so many not even with 2 and 5 times them. */
    private static final double HARDLY_A_DECADE = 0.75;

    /** A mark, at a place from 0 to 1; one without text is a small one. */
    record Tick(double place, String text) {}

    static Axis linear(double low, double high) {
        double least = Math.max(1e-12, 1e-6 * Math.max(Math.abs(low), Math.abs(high)));
        return high - low > least
                ? new Axis(low, high, false)
                : new Axis(
                        low - Math.max(0.5 * Math.abs(low), 1e-6),
                        low + Math.max(0.5 * Math.abs(low), 1e-6),
                        false);
    }

    /** A scale for positive values, at least a factor of two long. */
    static Axis logarithmic(double low, double high) {
        double missing = Math.sqrt(Math.max(1, 2 / (high / low)));
        return new Axis(low / missing, high * missing, true);
    }

    /** {@return a longer scale, by a share of its length at both ends} */
    Axis widened(double share) {
        if (logarithmic) {
            double factor = Math.pow(high / low, share);
            return new Axis(low / factor, high * factor, true);
        }
        double more = (high - low) * share;
        return new Axis(low - more, high + more, false);
    }

    /** {@return where a value lies, from 0 to 1 if it is on the scale} */
    double place(double value) {
        return logarithmic
                ? Math.log(value / low) / Math.log(high / low)
                : (value - low) / (high - low);
    }

    /**
     * {@return the marks}
     *
     * @param most how many texts there is room for
     */
    List<Tick> ticks(int most) {
        double decades = logarithmic ? Math.log10(high / low) : 0;
        if (!logarithmic || decades < HARDLY_A_DECADE) {
            return steps(most);
        }
        return decades < FEW_DECADES ? withinDecades() : decades(most);
    }

    private List<Tick> steps(int most) {
        double unit = Math.pow(10, Math.floor(Math.log10((high - low) / most)));
        double step = unit;
        for (double round : ROUND) {
            step = round * unit;
            if ((high - low) / step <= most) {
                break;
            }
        }
        // A length of 5 in steps of 1 has six marks; that is still fine.
        int digits = (int) Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        boolean far = digits > 4 || Math.max(Math.abs(low), Math.abs(high)) >= 1e5;
        List<Tick> ticks = new ArrayList<>();
        long first = (long) Math.ceil(low / step - 1e-9);
        for (long n = first; n * step <= high + 1e-9 * step; n++) {
            double value = n * step;
            String text =
                    far
                            ? NumberText.significant(value, needed(value, step))
                            : NumberText.decimals(value, digits);
            ticks.add(new Tick(place(value), text));
        }
        return ticks;
    }

    /** Digits down to the step. */
    private static int needed(double value, double step) {
        return value == 0
                ? 1
                : (int)
                        Math.max(
                                1,
                                1
                                        + Math.floor(Math.log10(Math.abs(value)) + 1e-9)
                                        - Math.floor(Math.log10(step) + 1e-9));
    }

    private List<Tick> withinDecades() {
        List<Tick> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(Math.log10(low)); ; decade++) {
            if (Math.pow(10, decade) > high) {
                return ticks;
            }
            for (double factor : WITHIN_DECADE) {
                double value = factor * Math.pow(10, decade);
                if (onScale(value)) {
                    ticks.add(new Tick(place(value), NumberText.significant(value, 1)));
                }
            }
        }
    }

    private List<Tick> decades(int most) {
        int first = (int) Math.floor(Math.log10(low));
        int last = (int) Math.ceil(Math.log10(high));
        int step = Math.max(1, (int) Math.ceil((last - first) / (double) Math.max(1, most)));
        List<Tick> ticks = new ArrayList<>();
        for (int decade = first; decade <= last; decade++) {
            double power = Math.pow(10, decade);
            if (onScale(power)) {
                boolean named = Math.floorMod(decade, step) == 0;
                ticks.add(new Tick(place(power), named ? NumberText.power(decade) : ""));
            }
            for (int factor = 2; factor < 10 && step == 1; factor++) {
                if (onScale(factor * power)) {
                    ticks.add(new Tick(place(factor * power), ""));
                }
            }
        }
        return ticks;
    }

    private boolean onScale(double value) {
        double place = place(value);
        return place >= -1e-9 && place <= 1 + 1e-9;
    }
}
