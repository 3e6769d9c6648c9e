package org.beamlet.catalog.xpcs.twotime;

/** Sums along the diagonals over some rows of a map. */
final class LagSums {
    private final int length;
    private final double[] whole;
    private final double[][] segments = new double[LagMeans.SEGMENTS][0];

    /**
     * Starts with nothing.
     *
     * @param first row
     */
    LagSums(int first, int frames) {
        this.length = frames / LagMeans.SEGMENTS;
        this.whole = new double[frames - first];
    }

    /**
     * Adds a part of a row.
     *
     * @param left column that the values begin with
     * @param from first value to take
     * @param to end of the values to take
     */
    void add(int row, int left, int from, int to, double[] values) {
        int lag = left - row;
        for (int i = from; i < to; i++) {
            whole[lag + i] += values[i];
        }
        int segment = row / length;
        if (segment >= LagMeans.SEGMENTS) {
            return;
        }
        int end = Math.min(to, (segment + 1) * length - left);
        if (segments[segment].length == 0) {
            segments[segment] = new double[length];
        }
        for (int i = from; i < end; i++) {
            segments[segment][lag + i] += values[i];
        }
    }

    void addTo(double[] all, double[][] bySegment) {
        for (int lag = 0; lag < whole.length; lag++) {
            all[lag] += whole[lag];
        }
        for (int k = 0; k < segments.length; k++) {
            for (int lag = 0; lag < segments[k].length; lag++) {
                bySegment[lag][k] += segments[k][lag];
            }
        }
    }
}
