package org.beamlet.catalog.xpcs.plot;

import java.util.Arrays;

/**
 * Percentiles of the finite ones of some values, between neighbours as numpy does it.
 *
 * @param sorted the finite values, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record Percentiles(float[] sorted) {
    static Percentiles of(float[] values) {
        return of(values, Float.NEGATIVE_INFINITY);
    }

    /** Only of values above a limit. */
    static Percentiles of(float[] values, float above) {
        float[] finite = new float[values.length];
        int count = 0;
        for (float value : values) {
            if (Float.isFinite(value) && value > above) {
                finite[count++] = value;
            }
        }
        Arrays.sort(finite, 0, count);
        return new Percentiles(Arrays.copyOf(finite, count));
    }

    boolean isEmpty() {
        return sorted.length == 0;
    }

    /**
     * {@return a percentile}
     *
     * @param percent from 0 (the least) to 100 (the greatest)
     */
    double at(double percent) {
        double place = percent / 100 * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * ((double) sorted[above] - sorted[below]);
    }
}
