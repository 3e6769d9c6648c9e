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

    void add(int row, int column, double value) {
        whole[column - row] += value;
        int segment = row / length;
        if (segment < LagMeans.SEGMENTS && column / length == segment) {
            if (segments[segment].length == 0) {
                segments[segment] = new double[length];
            }
            segments[segment][column - row] += value;
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
