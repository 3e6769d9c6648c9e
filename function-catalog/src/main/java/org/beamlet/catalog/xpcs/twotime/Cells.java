package org.beamlet.catalog.xpcs.twotime;

import java.util.Arrays;

/**
 * The values of some pixels in all frames, pixel by pixel.
 *
 * <p>Photon counts are mostly small: they are held in the narrowest form that has them exactly, a
 * quarter of the memory that floats would take, and become floats only where they are used.
 */
sealed interface Cells {
    /** Holds values from {@code at} on; {@return false if this form has not all of them}. */
    boolean put(int at, float[] values, int count);

    /**
     * Reads values and multiplies each with its factor.
     *
     * <p>The loops read floats at the index they write: with an offset the compiler cannot tell the
     * arrays apart and does not vectorise.
     */
    void read(int at, float[] factors, float[] into, int count);

    /** {@return the same values in a form that has more} */
    Cells wider();

    long bytes();

    /** {@return how many bytes {@link #wider()} takes} */
    long widerBytes();

    /**
     * {@return cells for so many values in the narrowest form}
     *
     * @param values with room for {@link #places} of them; anything may be in it
     */
    static Cells narrow(byte[] values, int size) {
        return new Bytes(values, size);
    }

    /** {@return how many bytes so many values need in the narrowest form} */
    static int places(int size) {
        return Math.addExact(size, Bytes.SPARE);
    }

    /** Counts up to 127, and seven bytes more: they are also read eight at a time. */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Bytes(byte[] values, int size) implements Cells {
        private static final int SPARE = Long.BYTES - 1;

        @Override
        public boolean put(int at, float[] from, int count) {
            boolean exact = true;
            for (int i = 0; i < count; i++) {
                byte value = (byte) from[i];
                values[at + i] = value;
                exact &= value == from[i];
            }
            return exact;
        }

        @Override
        public void read(int at, float[] factors, float[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = values[at + i] * factors[i];
            }
        }

        @Override
        public Cells wider() {
            short[] wide = new short[size];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return new Shorts(wide);
        }

        @Override
        public long bytes() {
            return size;
        }

        @Override
        public long widerBytes() {
            return (long) Short.BYTES * size;
        }
    }

    /** Counts up to 32767. */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Shorts(short[] values) implements Cells {
        @Override
        public boolean put(int at, float[] from, int count) {
            boolean exact = true;
            for (int i = 0; i < count; i++) {
                short value = (short) from[i];
                values[at + i] = value;
                exact &= value == from[i];
            }
            return exact;
        }

        @Override
        public void read(int at, float[] factors, float[] into, int count) {
            for (int i = 0; i < count; i++) {
                into[i] = values[at + i] * factors[i];
            }
        }

        @Override
        public Cells wider() {
            float[] wide = new float[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return new Floats(wide);
        }

        @Override
        public long bytes() {
            return (long) Short.BYTES * values.length;
        }

        @Override
        public long widerBytes() {
            return (long) Float.BYTES * values.length;
        }
    }

    /** Anything. */
    @SuppressWarnings("ArrayRecordComponent") // Held for its values, never compared.
    record Floats(float[] values) implements Cells {
        @Override
        public boolean put(int at, float[] from, int count) {
            System.arraycopy(from, 0, values, at, count);
            return true;
        }

        @Override
        public void read(int at, float[] factors, float[] into, int count) {
            System.arraycopy(values, at, into, 0, count);
            for (int i = 0; i < count; i++) {
                into[i] *= factors[i];
            }
        }

        @Override
        public Cells wider() {
            return new Floats(Arrays.copyOf(values, values.length));
        }

        @Override
        public long bytes() {
            return (long) Float.BYTES * values.length;
        }

        @Override
        public long widerBytes() {
            return bytes();
        }
    }
}
