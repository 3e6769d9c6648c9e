package org.beamlet.catalog.xpcs.plot;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A logarithmic scale of colours.
 *
 * @param low decimal logarithm of the darkest value
 * @param high that of the lightest
 */
record LogScale(double low, double high) {
    private static final double LEAST_SPAN = 0.3;
    private static final double[] WITHIN_DECADE = {1, 2, 5};

    /** A mark of the scale, at a place from 0 to 1. */
    record Tick(double place, String text) {}

    /** A scale for the positive values, leaving out the few most extreme. */
    static LogScale of(float[] values) {
        float[] positive = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (value > 0 && Float.isFinite(value)) {
                positive[count++] = value;
            }
        }
        if (count == 0) {
            return new LogScale(0, 1);
        }
        Arrays.sort(positive, 0, count);
        double low = Math.log10(positive[(int) (0.01 * (count - 1))]);
        double high = Math.log10(positive[(int) (0.999 * (count - 1))]);
        double missing = Math.max(0, LEAST_SPAN - (high - low)) / 2;
        return new LogScale(low - missing, high + missing);
    }

    Color colour(float value) {
        return value > 0 ? Viridis.at((Math.log10(value) - low) / (high - low)) : Color.WHITE;
    }

    List<Tick> ticks() {
        boolean fine = high - low < 2;
        List<Tick> ticks = new ArrayList<>();
        for (int decade = (int) Math.floor(low); decade <= high; decade++) {
            for (double factor : fine ? WITHIN_DECADE : new double[] {1}) {
                double at = decade + Math.log10(factor);
                if (at >= low && at <= high) {
                    ticks.add(new Tick((at - low) / (high - low), text(factor, decade)));
                }
            }
        }
        return ticks;
    }

    private static String text(double factor, int decade) {
        double value = factor * Math.pow(10, decade);
        return decade >= -3 && decade <= 4
                ? String.format(Locale.ROOT, decade < 0 ? "%." + -decade + "f" : "%.0f", value)
                : String.format(Locale.ROOT, "%.0e", value);
    }
}
