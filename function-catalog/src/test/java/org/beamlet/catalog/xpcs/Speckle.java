package org.beamlet.catalog.xpcs;

import java.util.Random;

/**
 * Simulated speckle whose correlation is known.
 *
 * <p>A pixel's field is complex Gaussian and remembers exp(-gamma) of itself from frame to frame;
 * its intensity |E|² then has g2(tau) = 1 + exp(-2 gamma tau).
 */
final class Speckle {
    private Speckle() {}

    static float[][] series(int frames, int pixels, double gamma, long seed) {
        Random random = new Random(seed);
        double memory = Math.exp(-gamma);
        double fresh = Math.sqrt(1 - memory * memory);
        double[] real = gaussian(random, pixels);
        double[] imaginary = gaussian(random, pixels);
        float[][] series = new float[frames][pixels];
        for (float[] frame : series) {
            for (int p = 0; p < pixels; p++) {
                frame[p] = (float) (real[p] * real[p] + imaginary[p] * imaginary[p]);
                real[p] = memory * real[p] + fresh * random.nextGaussian();
                imaginary[p] = memory * imaginary[p] + fresh * random.nextGaussian();
            }
        }
        return series;
    }

    private static double[] gaussian(Random random, int size) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    static double g2(double gamma, double delay) {
        return 1 + Math.exp(-2 * gamma * delay);
    }
}
