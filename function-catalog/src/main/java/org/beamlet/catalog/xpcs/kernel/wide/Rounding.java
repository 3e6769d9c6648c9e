package org.beamlet.catalog.xpcs.kernel.wide;

/** What a number of a level becomes when it is stored. */
public enum Rounding {
    /** Itself. */
    NONE(8) {
        @Override
        void round(double[] row) {}
    },
    /** The nearest number in single precision. */
    SINGLE(4) {
        @Override
        void round(double[] row) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (float) row[i];
            }
        }
    },
    /** The nearest number of eight significant bits, ties to even: PyTorch's bfloat16. */
    BRAIN(2) {
        @Override
        void round(double[] row) {
            for (int i = 0; i < row.length; i++) {
                row[i] = brain((float) row[i]);
            }
        }
    };

    private static final int DROPPED_BITS = 16;
    private static final int LAST_BRAIN_LEVEL = 4;
    private static final int LAST_SINGLE_LEVEL = 20;

    private final int bytes;

    Rounding(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the size of such a number} */
    int bytes() {
        return bytes;
    }

    /** Rounds all numbers in place. */
    abstract void round(double[] row);

    /** {@return how boost_corr stores a level: it expects seven photons a pixel at most} */
    static Rounding shipped(int level) {
        if (level <= LAST_BRAIN_LEVEL) {
            return BRAIN;
        }
        return level <= LAST_SINGLE_LEVEL ? SINGLE : NONE;
    }

    /** {@return the nearest bfloat16} */
    public static float brain(float value) {
        int bits = Float.floatToRawIntBits(value);
        int odd = (bits >>> DROPPED_BITS) & 1;
        int half = (1 << (DROPPED_BITS - 1)) - 1;
        // Carries into the exponent where the next power of two is nearest.
        return Float.intBitsToFloat(((bits + half + odd) >> DROPPED_BITS) << DROPPED_BITS);
    }
}
