package org.beamlet.catalog.hdf5.filter;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Compares and takes off the checksum at the end of a chunk. */
final class Fletcher32 implements ChunkFilter {
    /** So many 16-bit words can be summed up before the sums must be folded. */
    private static final int WORDS_AT_ONCE = 360;

    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        int length = stored.length - Integer.BYTES;
        if (length < 0) {
            throw new FilterFailure("a chunk is too short for its checksum");
        }
        int told = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
        int found = sum(stored, length);
        // Old versions of the library wrote the bytes of each half the other way round.
        if (told != found && told != swapped(found)) {
            throw new FilterFailure("a chunk does not match its checksum");
        }
        return Arrays.copyOf(stored, length);
    }

    private static int swapped(int sum) {
        return (sum & 0xff00ff) << 8 | ((sum >>> 8) & 0xff00ff);
    }

    static int sum(byte[] bytes, int length) {
        int low = 0;
        int high = 0;
        int even = length & ~1;
        for (int at = 0; at < even; at += 2 * WORDS_AT_ONCE) {
            int end = Math.min(even, at + 2 * WORDS_AT_ONCE);
            for (int i = at; i < end; i += 2) {
                low += (bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff);
                high += low;
            }
            low = folded(low);
            high = folded(high);
        }
        if (even < length) {
            low = folded(low + ((bytes[even] & 0xff) << 8));
            high = folded(high + low);
        }
        return folded(high) << 16 | folded(low);
    }

    private static int folded(int sum) {
        return (sum & 0xffff) + (sum >>> 16);
    }
}
