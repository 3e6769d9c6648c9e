package org.beamlet.catalog.xpcs.plot;

/**
 * A two-time correlation, brought to the size in which it is drawn; the whole is not kept.
 *
 * @param bin its label on the detector
 * @param frames of the whole
 * @param dots symmetric, of {@code side} by {@code side}; row 0 is the first time
 */
@SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
public record TwoTimeDots(int bin, String name, int frames, float[] dots, int side) {
    /** Dots along a side of the drawn map. */
    static final int MOST = 340;

    /**
     * Brings a whole correlation to the size in which it is drawn.
     *
     * @param c2 of {@code frames} by {@code frames}, row by row; only the upper triangle is read
     */
    public static TwoTimeDots of(int bin, String name, int frames, float[] c2) {
        TwoTimeShrinker shrinker = new TwoTimeShrinker(bin, name, frames);
        shrinker.rows(0, frames, c2);
        return shrinker.dots();
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
