package org.beamlet.catalog.xpcs.twotime;

/** Takes a map of correlations some rows at a time, in any order, from several threads. */
@FunctionalInterface
public interface RowSink {
    /**
     * Takes rows.
     *
     * @param first index of the first row
     * @param count of rows
     * @param values row by row, each from the column {@code first} to the end of the series; 0 left
     *     of the diagonal. They change after the call.
     */
    void rows(int first, int count, float[] values);
}
