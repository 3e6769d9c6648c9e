package org.beamlet.catalog.xpcs.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Correlation functions of known decay. */
final class Decays {
    private Decays() {}

    /** {@return the delays of a multi-tau correlation} */
    static double[] delays(int frames, double seconds) {
        List<Double> delays = new ArrayList<>(List.of(1.0, 2.0, 3.0, 4.0));
        for (int step = 1; ; step *= 2) {
            for (int k = 5; k <= 8; k++) {
                if (k * step >= frames / step * step) {
                    return delays.stream().mapToDouble(delay -> delay * seconds).toArray();
                }
                delays.add((double) k * step);
            }
        }
    }

    static double[] values(
            double[] delays, double contrast, double tau, double exponent, double baseline) {
        return Arrays.stream(delays)
                .map(t -> contrast * Math.exp(-2 * Math.pow(t / tau, exponent)) + baseline)
                .toArray();
    }

    static double[] constant(int count, double value) {
        double[] values = new double[count];
        Arrays.fill(values, value);
        return values;
    }

    static double[] noisy(double[] values, double[] errors, Random random) {
        double[] noisy = values.clone();
        for (int i = 0; i < noisy.length; i++) {
            noisy[i] += errors[i] * random.nextGaussian();
        }
        return noisy;
    }
}
