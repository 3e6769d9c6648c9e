package org.beamlet.catalog.hdf5;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes the same pixels out of several frames at once: indexes are read once for all of them, and
 * what belongs to a pixel comes together.
 *
 * <p>The loops of the three widths are written out, frames and all: a choice within them, or an
 * array of frames, would be looked at for each pixel.
 */
final class EightFrames {
    private static final int EIGHT = Long.BYTES;
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LOWER_HALF = 0xffff_ffffL;

    private final int count;
    private final int bytes;
    private final byte[][] frames = new byte[EIGHT][];
    private final int[] starts = new int[EIGHT];

    /**
     * Takes frames of little-endian whole numbers.
     *
     * @param stored from one to eight
     * @param bytes of a number: 1, 2 or 4
     */
    EightFrames(ByteBuffer[] stored, int bytes) {
        this.count = stored.length;
        this.bytes = bytes;
        for (int index = 0; index < EIGHT; index++) {
            // Those that lack are copies of the last one, and made 0 in the end.
            ByteBuffer frame = stored[Math.min(index, count - 1)];
            if (frame.hasArray()) {
                frames[index] = frame.array();
                starts[index] = frame.arrayOffset();
            } else {
                frames[index] = new byte[frame.limit()];
                frame.get(0, frames[index]);
            }
        }
    }

    /** As {@link SampleFormat#toCounts}. */
    boolean counts(int[] chosen, int from, int to, long[] out) {
        int bits =
                switch (bytes) {
                    case 1 -> ofBytes(chosen, from, to, out);
                    case 2 -> ofShorts(chosen, from, to, out);
                    default -> ofInts(chosen, from, to, out);
                };
        if (count < EIGHT) {
            long there = (1L << (Byte.SIZE * count)) - 1;
            for (int place = from; place < to; place++) {
                out[place] &= there;
            }
        }
        return (bits & ~Byte.MAX_VALUE) == 0;
    }

    private int ofBytes(int[] chosen, int from, int to, long[] out) {
        byte[] frame0 = frames[0];
        byte[] frame1 = frames[1];
        byte[] frame2 = frames[2];
        byte[] frame3 = frames[3];
        byte[] frame4 = frames[4];
        byte[] frame5 = frames[5];
        byte[] frame6 = frames[6];
        byte[] frame7 = frames[7];
        int start0 = starts[0];
        int start1 = starts[1];
        int start2 = starts[2];
        int start3 = starts[3];
        int start4 = starts[4];
        int start5 = starts[5];
        int start6 = starts[6];
        int start7 = starts[7];
        int bits = 0;
        for (int place = from; place < to; place++) {
            int at = chosen[place];
            int a = frame0[start0 + at];
            int b = frame1[start1 + at];
            int c = frame2[start2 + at];
            int d = frame3[start3 + at];
            int e = frame4[start4 + at];
            int f = frame5[start5 + at];
            int g = frame6[start6 + at];
            int h = frame7[start7 + at];
            bits |= a | b | c | d | e | f | g | h;
            int lower = a | (b << 8) | (c << 16) | (d << 24);
            long upper = e | (f << 8) | (g << 16) | (h << 24);
            out[place] = (lower & LOWER_HALF) | (upper << Integer.SIZE);
        }
        return bits;
    }

    private int ofShorts(int[] chosen, int from, int to, long[] out) {
        byte[] frame0 = frames[0];
        byte[] frame1 = frames[1];
        byte[] frame2 = frames[2];
        byte[] frame3 = frames[3];
        byte[] frame4 = frames[4];
        byte[] frame5 = frames[5];
        byte[] frame6 = frames[6];
        byte[] frame7 = frames[7];
        int start0 = starts[0];
        int start1 = starts[1];
        int start2 = starts[2];
        int start3 = starts[3];
        int start4 = starts[4];
        int start5 = starts[5];
        int start6 = starts[6];
        int start7 = starts[7];
        int bits = 0;
        for (int place = from; place < to; place++) {
            int at = Short.BYTES * chosen[place];
            int a = (short) SHORTS.get(frame0, start0 + at);
            int b = (short) SHORTS.get(frame1, start1 + at);
            int c = (short) SHORTS.get(frame2, start2 + at);
            int d = (short) SHORTS.get(frame3, start3 + at);
            int e = (short) SHORTS.get(frame4, start4 + at);
            int f = (short) SHORTS.get(frame5, start5 + at);
            int g = (short) SHORTS.get(frame6, start6 + at);
            int h = (short) SHORTS.get(frame7, start7 + at);
            bits |= a | b | c | d | e | f | g | h;
            int lower = a | (b << 8) | (c << 16) | (d << 24);
            long upper = e | (f << 8) | (g << 16) | (h << 24);
            out[place] = (lower & LOWER_HALF) | (upper << Integer.SIZE);
        }
        return bits;
    }

    private int ofInts(int[] chosen, int from, int to, long[] out) {
        byte[] frame0 = frames[0];
        byte[] frame1 = frames[1];
        byte[] frame2 = frames[2];
        byte[] frame3 = frames[3];
        byte[] frame4 = frames[4];
        byte[] frame5 = frames[5];
        byte[] frame6 = frames[6];
        byte[] frame7 = frames[7];
        int start0 = starts[0];
        int start1 = starts[1];
        int start2 = starts[2];
        int start3 = starts[3];
        int start4 = starts[4];
        int start5 = starts[5];
        int start6 = starts[6];
        int start7 = starts[7];
        int bits = 0;
        for (int place = from; place < to; place++) {
            int at = Integer.BYTES * chosen[place];
            int a = (int) INTS.get(frame0, start0 + at);
            int b = (int) INTS.get(frame1, start1 + at);
            int c = (int) INTS.get(frame2, start2 + at);
            int d = (int) INTS.get(frame3, start3 + at);
            int e = (int) INTS.get(frame4, start4 + at);
            int f = (int) INTS.get(frame5, start5 + at);
            int g = (int) INTS.get(frame6, start6 + at);
            int h = (int) INTS.get(frame7, start7 + at);
            bits |= a | b | c | d | e | f | g | h;
            int lower = a | (b << 8) | (c << 16) | (d << 24);
            long upper = e | (f << 8) | (g << 16) | (h << 24);
            out[place] = (lower & LOWER_HALF) | (upper << Integer.SIZE);
        }
        return bits;
    }
}
