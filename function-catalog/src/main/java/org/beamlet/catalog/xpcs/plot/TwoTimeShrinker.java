package org.beamlet.catalog.xpcs.plot;

/**
 * Brings a two-time correlation to the size in which it is drawn while its rows come in, so that it
 * need not be held whole.
 *
 * <p>Each dot is the mean of the values it stands for. The diagonal, which the noise of photons
 * raises, counts only where nothing else is there; so does what is not a number.
 */
public final class TwoTimeShrinker {
    private final int bin;
    private final String name;
    private final int frames;
    private final int side;
    private final double[] sums;
    private final int[] counts;
    private final float[] diagonal;

    /**
     * Begins with nothing.
     *
     * @param bin label of the bin on the detector
     * @param frames rows and columns of the whole
     */
    public TwoTimeShrinker(int bin, String name, int frames) {
        this.bin = bin;
        this.name = name;
        this.frames = frames;
        this.side = Math.min(TwoTimeDots.MOST, frames);
        this.sums = new double[side * side];
        this.counts = new int[side * side];
        this.diagonal = new float[side];
    }

    /**
     * Takes rows, in any order and from any thread.
     *
     * @param first index of the first row
     * @param count of rows
     * @param values row by row, each from the column {@code first} to the end of the series; what
     *     lies left of the diagonal is not read
     */
    public void rows(int first, int count, float[] values) {
        double[] rowSums = new double[side];
        int[] rowCounts = new int[side];
        for (int row = 0; row < count; row++) {
            int t1 = first + row;
            int dotRow = dotOf(t1);
            int base = row * (frames - first) - first;
            for (int column = dotRow; column < side; column++) {
                int from = Math.max(t1 + 1, Grid.start(column, frames, side));
                int to = Grid.start(column + 1, frames, side);
                double sum = 0;
                int found = 0;
                for (int t2 = from; t2 < to; t2++) {
                    float value = values[base + t2];
                    if (!Float.isNaN(value)) {
                        sum += value;
                        found++;
                    }
                }
                rowSums[column] = sum;
                rowCounts[column] = found;
            }
            add(dotRow, rowSums, rowCounts, values[base + t1]);
        }
    }

    /** {@return the dot that a frame belongs to} */
    private int dotOf(int frame) {
        int dot = (int) ((long) frame * side / frames);
        return Grid.start(dot + 1, frames, side) <= frame ? dot + 1 : dot;
    }

    private synchronized void add(int row, double[] rowSums, int[] rowCounts, float onDiagonal) {
        for (int column = row; column < side; column++) {
            sums[row * side + column] += rowSums[column];
            counts[row * side + column] += rowCounts[column];
        }
        diagonal[row] = onDiagonal;
    }

    /** {@return what has come in, both halves} */
    public synchronized TwoTimeDots dots() {
        float[] dots = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = row; column < side; column++) {
                int at = row * side + column;
                float none = row == column ? diagonal[row] : Float.NaN;
                float mean = counts[at] == 0 ? none : (float) (sums[at] / counts[at]);
                dots[at] = mean;
                dots[column * side + row] = mean;
            }
        }
        return new TwoTimeDots(bin, name, frames, dots, side);
    }
}
