package org.beamlet.catalog.xpcs.fit;

import java.util.Arrays;

/**
 * The points of a correlation function that can be fitted.
 *
 * <p>Left out is a point whose value is not a finite number or whose delay is not above 0. An error
 * that is unknown, that is NaN, infinite or at most 1e-6 (the threshold of pyXpcsViewer; the last
 * delay of a series has the error 0, because one product is left of it), is taken to be as large as
 * the largest known one, so that no such point weighs more than a measured one. Without any known
 * error all points weigh the same.
 *
 * @param weighted whether there are errors at all; without, sigmas are 1
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record Samples(double[] delays, double[] values, double[] sigmas, boolean weighted) {
    private static final double LEAST_ERROR = 1e-6;

    static Samples of(double[] delays, double[] values, double[] errors) {
        double[] x = new double[delays.length];
        double[] y = new double[delays.length];
        double[] sigmas = new double[delays.length];
        int count = 0;
        double largest = 0;
        for (int i = 0; i < delays.length; i++) {
            if (Double.isFinite(values[i]) && Double.isFinite(delays[i]) && delays[i] > 0) {
                x[count] = delays[i];
                y[count] = values[i];
                sigmas[count] = known(errors[i]) ? errors[i] : 0;
                largest = Math.max(largest, sigmas[count]);
                count++;
            }
        }
        double unknown = largest > 0 ? largest : 1;
        for (int i = 0; i < count; i++) {
            sigmas[i] = sigmas[i] > 0 ? sigmas[i] : unknown;
        }
        return new Samples(
                Arrays.copyOf(x, count),
                Arrays.copyOf(y, count),
                Arrays.copyOf(sigmas, count),
                largest > 0);
    }

    private static boolean known(double error) {
        return Double.isFinite(error) && error > LEAST_ERROR;
    }

    int count() {
        return values.length;
    }

    double shortest() {
        return Arrays.stream(delays).min().orElse(1);
    }

    double longest() {
        return Arrays.stream(delays).max().orElse(1);
    }

    /** {@return whether the values are the same but for rounding} */
    boolean flat() {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(0);
        return high - low <= 1e-9 * Math.max(Math.abs(high), Math.abs(low));
    }

    /** {@return the mean of the values, each by its weight} */
    double mean() {
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < values.length; i++) {
            double weight = 1 / (sigmas[i] * sigmas[i]);
            sum += weight * values[i];
            weights += weight;
        }
        return sum / weights;
    }

    /** {@return the sum of squares of what is off a constant, in errors} */
    double chiSquareAbout(double constant) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double off = (values[i] - constant) / sigmas[i];
            sum += off * off;
        }
        return sum;
    }

    /**
     * {@return the sum of squares of what is off a decay, in errors}
     *
     * @param all the decay's parameters, by index
     */
    double chiSquare(double[] all) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double height = all[0] * Math.exp(-2 * Math.pow(delays[i] / all[1], all[2])) + all[3];
            double off = (values[i] - height) / sigmas[i];
            sum += off * off;
        }
        return sum;
    }
}
