package org.beamlet.catalog.xpcs.twotime;

/** Brings sums of products to the scale of a map. */
final class MapScale {
    private MapScale() {}

    /**
     * Finishes a part of a row.
     *
     * @param row frame of the row
     * @param left frame of the first sum
     * @param from first sum to take
     * @param to end of the sums to take
     * @param line sums, which become correlations
     * @param out where they go to as well
     * @param at place of the first sum in {@code out}
     * @param lags which they are added to
     */
    static void row(
            BinFrames bin,
            int row,
            int left,
            int from,
            int to,
            double[] line,
            float[] out,
            int at,
            LagSums lags) {
        double scale = bin.pixels() / bin.frameSums()[row];
        for (int column = from; column < to; column++) {
            line[column] = scale * line[column] / bin.frameSums()[left + column];
            out[at + column] = (float) line[column];
        }
        lags.add(row, left, from, to, line);
    }
}
