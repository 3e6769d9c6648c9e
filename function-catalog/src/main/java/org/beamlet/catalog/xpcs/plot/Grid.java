package org.beamlet.catalog.xpcs.plot;

/**
 * Values in rows and columns.
 *
 * @param values row by row; NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
record Grid(float[] values, int rows, int columns) {
    /**
     * Brings the values to other numbers of rows and columns: each new one is the mean of those it
     * covers, so that nothing is left out where there are fewer, and a copy where there are more.
     */
    Grid resampled(int newRows, int newColumns) {
        float[] out = new float[newRows * newColumns];
        for (int row = 0; row < newRows; row++) {
            int top = start(row, rows, newRows);
            int bottom = Math.max(top + 1, start(row + 1, rows, newRows));
            for (int column = 0; column < newColumns; column++) {
                int left = start(column, columns, newColumns);
                int right = Math.max(left + 1, start(column + 1, columns, newColumns));
                out[row * newColumns + column] = mean(top, bottom, left, right);
            }
        }
        return new Grid(out, newRows, newColumns);
    }

    /** {@return these values, brought to at most so many rows and columns} */
    Grid atMost(double mostRows, double mostColumns) {
        return rows <= mostRows && columns <= mostColumns
                ? this
                : resampled((int) Math.min(rows, mostRows), (int) Math.min(columns, mostColumns));
    }

    /** {@return the first of the old cells that the new one covers} */
    static int start(int cell, int old, int wanted) {
        return (int) ((long) cell * old / wanted);
    }

    private float mean(int top, int bottom, int left, int right) {
        if (bottom == top + 1 && right == left + 1) {
            return values[top * columns + left];
        }
        double sum = 0;
        int count = 0;
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                float value = values[row * columns + column];
                if (!Float.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
        }
        return count == 0 ? Float.NaN : (float) (sum / count);
    }

    /** {@return a part} */
    Grid cut(int top, int left, int height, int width) {
        float[] part = new float[height * width];
        for (int row = 0; row < height; row++) {
            System.arraycopy(values, (top + row) * columns + left, part, row * width, width);
        }
        return new Grid(part, height, width);
    }
}
