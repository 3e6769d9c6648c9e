package org.beamlet.catalog.xpcs.kernel;

/**
 * What is known of every pixel at one delay, all as means over the pairs of frames.
 *
 * @param product of the two intensities (upstream's G2)
 * @param later the intensity of the later frame (IP)
 * @param earlier the intensity of the earlier frame (IF)
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record Moments(double[] product, double[] later, double[] earlier) {
    public static Moments forPixels(int pixels) {
        return new Moments(new double[pixels], new double[pixels], new double[pixels]);
    }
}
