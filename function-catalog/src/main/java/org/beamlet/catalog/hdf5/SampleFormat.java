package org.beamlet.catalog.hdf5;

import io.jhdf.object.datatype.DataType;
import io.jhdf.object.datatype.EnumDataType;
import io.jhdf.object.datatype.FixedPoint;
import io.jhdf.object.datatype.FloatingPoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * How numbers lie in a file.
 *
 * @param kind what the bits mean
 * @param bytes of one number
 */
public record SampleFormat(Kind kind, int bytes, ByteOrder order) {
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

    /** Reads {@code out.length} numbers that begin at a byte. */
    public void toFloats(ByteBuffer source, int start, float[] out) {
        ByteBuffer in = source.slice(start, out.length * bytes).order(order);
        switch (bytes) {
            case 1 -> bytesToFloats(in, out);
            case 2 -> shortsToFloats(in, out);
            case 4 -> intsToFloats(in, out);
            default -> longsToFloats(in, out);
        }
    }

    private void bytesToFloats(ByteBuffer in, float[] out) {
        byte[] raw = new byte[out.length];
        in.get(raw);
        int mask = kind == Kind.UNSIGNED ? 0xff : -1;
        for (int i = 0; i < out.length; i++) {
            out[i] = raw[i] & mask;
        }
    }

    private void shortsToFloats(ByteBuffer in, float[] out) {
        short[] raw = new short[out.length];
        in.asShortBuffer().get(raw);
        for (int i = 0; i < out.length; i++) {
            out[i] = raw[i];
        }
        if (kind == Kind.UNSIGNED) {
            liftNegatives(out);
        }
    }

    /**
     * Makes of -1 what it was before its bits were taken for a signed number: 65535.
     *
     * <p>Converting without sign in one loop is what the compiler does not vectorise.
     */
    private static void liftNegatives(float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] += Math.max(0f, Math.min(65536f, -65536f * out[i]));
        }
    }

    private void intsToFloats(ByteBuffer in, float[] out) {
        if (kind == Kind.FLOAT) {
            in.asFloatBuffer().get(out);
            return;
        }
        int[] raw = new int[out.length];
        in.asIntBuffer().get(raw);
        long mask = kind == Kind.UNSIGNED ? 0xffff_ffffL : -1;
        for (int i = 0; i < out.length; i++) {
            out[i] = raw[i] & mask;
        }
    }

    private void longsToFloats(ByteBuffer in, float[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) number(in, i);
        }
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
