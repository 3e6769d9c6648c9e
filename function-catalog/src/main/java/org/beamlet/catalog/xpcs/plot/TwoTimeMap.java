package org.beamlet.catalog.xpcs.plot;

/**
 * A two-time correlation, brought to the size in which it is drawn; the whole is not kept.
 *
 * @param bin its label on the detector
 * @param frames of the whole
 * @param dots symmetric, of {@code side} by {@code side}; row 0 is the first time
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record TwoTimeMap(int bin, String name, int frames, float[] dots, int side) {
    /** Dots along a side of the drawn map. */
    static final int MOST = 340;

    /**
     * Averages a correlation over as many neighbours as needed. The diagonal, which the noise of
     * photons raises, counts only where nothing else is there.
     *
     * @param c2 of {@code frames} by {@code frames}, row by row; only the upper triangle is read
     */
    public static TwoTimeMap of(int bin, String name, int frames, float[] c2) {
        int side = Math.min(MOST, frames);
        float[] dots = new float[side * side];
        for (int row = 0; row < side; row++) {
            for (int column = row; column < side; column++) {
                float mean = mean(c2, frames, side, row, column);
                dots[row * side + column] = mean;
                dots[column * side + row] = mean;
            }
        }
        return new TwoTimeMap(bin, name, frames, dots, side);
    }

    private static float mean(float[] c2, int frames, int side, int row, int column) {
        int top = Grid.start(row, frames, side);
        int bottom = Grid.start(row + 1, frames, side);
        int left = Grid.start(column, frames, side);
        int right = Grid.start(column + 1, frames, side);
        double sum = 0;
        int count = 0;
        for (int t1 = top; t1 < bottom; t1++) {
            for (int t2 = Math.max(left, t1 + 1); t2 < right; t2++) {
                float value = c2[t1 * frames + t2];
                if (!Float.isNaN(value)) {
                    sum += value;
                    count++;
                }
            }
        }
        return count == 0 ? c2[top * frames + left] : (float) (sum / count);
    }

    /** {@return the dots with the first time below, and those off the diagonal alone} */
    Grid grid() {
        float[] turned = new float[dots.length];
        for (int row = 0; row < side; row++) {
            System.arraycopy(dots, row * side, turned, (side - 1 - row) * side, side);
        }
        return new Grid(turned, side, side);
    }

    /** {@return the values that set the colours: all but the diagonal's} */
    float[] offDiagonal() {
        float[] some = dots.clone();
        for (int i = 0; i < side; i++) {
            some[i * side + i] = side > 1 ? Float.NaN : some[0];
        }
        return some;
    }
}
