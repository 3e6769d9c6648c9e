package org.beamlet.catalog.xpcs.twotime;

/**
 * A two-time correlation averaged along its diagonals.
 *
 * @param whole by lag from 0: mean over the whole diagonal
 * @param segments by lag from 0, then by stretch: mean over the diagonal of the stretch's own
 *     square; the stretches are five of a fifth of the series each
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record LagMeans(double[] whole, double[][] segments) {
    /** The series is cut into so many stretches; frames that are left over belong to none. */
    public static final int SEGMENTS = 5;

    static LagMeans of(Iterable<LagSums> parts, int frames) {
        int length = frames / SEGMENTS;
        LagMeans means = new LagMeans(new double[frames], new double[length][SEGMENTS]);
        // In the order of the rows, whoever was first to finish: the same input, the same result.
        for (LagSums part : parts) {
            part.addTo(means.whole, means.segments);
        }
        for (int lag = 0; lag < frames; lag++) {
            means.whole[lag] /= frames - lag;
        }
        for (int lag = 0; lag < length; lag++) {
            for (int k = 0; k < SEGMENTS; k++) {
                means.segments[lag][k] /= length - lag;
            }
        }
        return means;
    }
}
