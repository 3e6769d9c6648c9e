package org.beamlet.catalog.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.ShortBuffer;
import java.util.Optional;

/**
 * How numbers lie in a file.
 *
 * @param kind what the bits mean
 * @param bytes of one number
 */
public record SampleFormat(Kind kind, int bytes, ByteOrder order) {
    /** Numbers converted at a time: a piece stays in the first-level cache. */
    private static final int PIECE = 4096;

    /** What the bits of a number mean. */
    public enum Kind {
        UNSIGNED,
        SIGNED,
        FLOAT
    }

    /** {@return the format of an HDF5 type, nothing if it is not a number that is read here} */
    static Optional<SampleFormat> of(DataType type) {
        return switch (type) {
            case FixedPoint whole
                    when Integer.bitCount(whole.getSize()) == 1 && whole.getSize() <= 8 ->
                    Optional.of(
                            new SampleFormat(
                                    whole.isSigned() ? Kind.SIGNED : Kind.UNSIGNED,
                                    whole.getSize(),
                                    whole.getByteOrder()));
            case FloatingPoint real when real.getSize() == 4 || real.getSize() == 8 ->
                    Optional.of(new SampleFormat(Kind.FLOAT, real.getSize(), real.getByteOrder()));
            // Python's bool is an enumeration over a byte.
            case EnumDataType named -> of(named.getBaseType());
            default -> Optional.empty();
        };
    }

    /** {@return it in words, such as {@code unsigned integers of 2 bytes}} */
    public String describe() {
        String what =
                switch (kind) {
                    case UNSIGNED -> "unsigned integers";
                    case SIGNED -> "integers";
                    case FLOAT -> "floats";
                };
        return "%s of %d bytes".formatted(what, bytes);
    }

    /** Reads {@code out.length} numbers that begin at a byte. */
    public void toFloats(ByteBuffer source, int start, float[] out) {
        ByteBuffer in = source.slice(start, out.length * bytes).order(order);
        if (kind == Kind.FLOAT && bytes == Float.BYTES) {
            in.asFloatBuffer().get(out);
            return;
        }
        switch (bytes) {
            case 1 -> bytesToFloats(in, out);
            case 2 -> shortsToFloats(in, out);
            case 4 -> intsToFloats(in, out);
            default -> longsToFloats(in, out);
        }
        if (kind == Kind.UNSIGNED && bytes < Long.BYTES) {
            liftNegatives(out, Math.scalb(1f, Byte.SIZE * bytes));
        }
    }

    private static void bytesToFloats(ByteBuffer in, float[] out) {
        byte[] piece = new byte[PIECE];
        for (int at = 0; at < out.length; at += PIECE) {
            int some = Math.min(PIECE, out.length - at);
            in.get(piece, 0, some);
            for (int i = 0; i < some; i++) {
                out[at + i] = piece[i];
            }
        }
    }

    private static void shortsToFloats(ByteBuffer in, float[] out) {
        ShortBuffer shorts = in.asShortBuffer();
        short[] piece = new short[PIECE];
        for (int at = 0; at < out.length; at += PIECE) {
            int some = Math.min(PIECE, out.length - at);
            shorts.get(piece, 0, some);
            for (int i = 0; i < some; i++) {
                out[at + i] = piece[i];
            }
        }
    }

    private static void intsToFloats(ByteBuffer in, float[] out) {
        IntBuffer ints = in.asIntBuffer();
        int[] piece = new int[PIECE];
        for (int at = 0; at < out.length; at += PIECE) {
            int some = Math.min(PIECE, out.length - at);
            ints.get(piece, 0, some);
            for (int i = 0; i < some; i++) {
                out[at + i] = piece[i];
            }
        }
    }

    /**
     * Makes of -1 what it was before its bits were taken for a signed number, such as 65535.
     *
     * <p>Converting without sign in one loop is what the compiler does not vectorise.
     */
    private static void liftNegatives(float[] out, float range) {
        for (int i = 0; i < out.length; i++) {
            out[i] += Math.max(0f, Math.min(range, -range * out[i]));
        }
    }

    private void longsToFloats(ByteBuffer in, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) number(in, i);
        }
    }

    /** {@return whether {@link #toCounts} takes numbers of this kind} */
    public boolean offersCounts() {
        return kind != Kind.FLOAT
                && bytes < Long.BYTES
                && (bytes == 1 || order == ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Reads some numbers of several frames as photon counts.
     *
     * @param frames up to eight, each of which begins with the number of index 0
     * @param chosen indexes of the numbers
     * @param from place among those chosen to begin with
     * @param to end of the places to read
     * @param out by place: a byte for each frame, the first in the lowest one; 0 for those that
     *     lack
     * @return whether they are whole numbers from 0 to 127; else there is anything in {@code out}
     */
    public boolean toCounts(ByteBuffer[] frames, int[] chosen, int from, int to, long[] out) {
        return new EightFrames(frames, bytes).counts(chosen, from, to, out);
    }

    double[] toDoubles(ByteBuffer source, int count) {
        ByteBuffer in = source.slice(source.position(), count * bytes).order(order);
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = number(in, i);
        }
        return out;
    }

    private double number(ByteBuffer in, int i) {
        return switch (bytes) {
            case 1 -> kind == Kind.UNSIGNED ? in.get(i) & 0xff : in.get(i);
            case 2 -> kind == Kind.UNSIGNED ? in.getShort(2 * i) & 0xffff : in.getShort(2 * i);
            case 4 ->
                    switch (kind) {
                        case FLOAT -> in.getFloat(4 * i);
                        case SIGNED -> in.getInt(4 * i);
                        case UNSIGNED -> Integer.toUnsignedLong(in.getInt(4 * i));
                    };
            default ->
                    switch (kind) {
                        case FLOAT -> in.getDouble(8 * i);
                        case SIGNED -> in.getLong(8 * i);
                        case UNSIGNED -> unsigned(in.getLong(8 * i));
                    };
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
    }
}
