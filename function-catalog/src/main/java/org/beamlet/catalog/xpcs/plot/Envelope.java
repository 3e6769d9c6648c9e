package org.beamlet.catalog.xpcs.plot;

import java.util.Arrays;

/**
 * A long series brought to few places: the least, greatest and mean value of what each covers, so
 * that no spike is lost.
 *
 * @param places middle of each stretch, in samples
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record Envelope(double[] places, double[] least, double[] greatest, double[] mean) {
    /**
     * Gathers a series.
     *
     * @param most places; a series that is not longer is kept as it is
     */
    static Envelope of(double[] values, int most) {
        int count = Math.min(most, values.length);
        Envelope all =
                new Envelope(
                        new double[count], new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++) {
            int from = Grid.start(i, values.length, count);
            int to = Grid.start(i + 1, values.length, count);
            double[] stretch = Arrays.stream(values, from, to).filter(Double::isFinite).toArray();
            all.places[i] = (from + to - 1) / 2.0;
            all.least[i] = Arrays.stream(stretch).min().orElse(Double.NaN);
            all.greatest[i] = Arrays.stream(stretch).max().orElse(Double.NaN);
            all.mean[i] = Arrays.stream(stretch).average().orElse(Double.NaN);
        }
        return all;
    }

    boolean gathered(int samples) {
        return places.length < samples;
    }
}
