package org.beamlet.catalog.hdf5.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Puts bits back that were sorted by their weight in a number. */
final class BitMatrix {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private BitMatrix() {}

    /**
     * Undoes the sorting of a block.
     *
     * @param numbers how many there are, a multiple of 8
     * @param size bytes of a number
     */
    static void unshuffle(byte[] in, int from, int numbers, int size, byte[] out, int at) {
        int stride = numbers / 8;
        for (int weight = 0; weight < size; weight++) {
            int row = from + weight * 8 * stride;
            int column = 0;
            for (; column + 8 <= stride; column += 8) {
                squares(in, row + column, stride, out, at + column * 8 * size + weight, size);
            }
            for (; column < stride; column++) {
                long bits = 0;
                for (int bit = 0; bit < 8; bit++) {
                    bits |= (in[row + bit * stride + column] & 0xffL) << (8 * bit);
                }
                spread(transposed(bits), out, at + column * 8 * size + weight, size);
            }
        }
    }

    /** Eight squares of 8 x 8 bits beside each other: each row of all is read at once. */
    private static void squares(byte[] in, int from, int stride, byte[] out, int at, int size) {
        long a = (long) LONGS.get(in, from);
        long b = (long) LONGS.get(in, from + stride);
        long c = (long) LONGS.get(in, from + 2 * stride);
        long d = (long) LONGS.get(in, from + 3 * stride);
        long e = (long) LONGS.get(in, from + 4 * stride);
        long f = (long) LONGS.get(in, from + 5 * stride);
        long g = (long) LONGS.get(in, from + 6 * stride);
        long h = (long) LONGS.get(in, from + 7 * stride);
        for (int square = 0; square < 8; square++) {
            int shift = 8 * square;
            long bits =
                    (a >>> shift & 0xff)
                            | (b >>> shift & 0xff) << 8
                            | (c >>> shift & 0xff) << 16
                            | (d >>> shift & 0xff) << 24
                            | (e >>> shift & 0xff) << 32
                            | (f >>> shift & 0xff) << 40
                            | (g >>> shift & 0xff) << 48
                            | (h >>> shift & 0xff) << 56;
            spread(transposed(bits), out, at + square * 8 * size, size);
        }
    }

    /** Turns a square of 8 x 8 bits, one row to a byte, so that its columns become its rows. */
    private static long transposed(long bits) {
        long x = bits;
        long t = (x ^ (x >>> 7)) & 0x00AA_00AA_00AA_00AAL;
        x ^= t ^ (t << 7);
        t = (x ^ (x >>> 14)) & 0x0000_CCCC_0000_CCCCL;
        x ^= t ^ (t << 14);
        t = (x ^ (x >>> 28)) & 0x0000_0000_F0F0_F0F0L;
        return x ^ t ^ (t << 28);
    }

    private static void spread(long eight, byte[] out, int at, int size) {
        for (int i = 0; i < 8; i++) {
            out[at + i * size] = (byte) (eight >>> (8 * i));
        }
    }
}
