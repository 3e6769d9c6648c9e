package org.beamlet.catalog.hdf5.filter;

/** Blosc's own codec: runs of literals and matches up to 72 K back. */
final class BloscLz {
    /** The farthest that a match's 13 bits reach; two bytes more can follow. */
    private static final int NEAR = 8191;

    private static final int ESCAPE = 255;

    private BloscLz() {}

    /** Expands; an index out of bounds means damage. */
    static int decode(byte[] in, int from, int length, byte[] out, int at, int room) {
        int end = from + length;
        int limit = at + room;
        int to = at;
        // The first byte's upper bits name the format, not a match.
        for (int next = from, control = -1; next < end; ) {
            control = control < 0 ? in[next++] & 0x1f : in[next++] & 0xff;
            if (control < 32) {
                int literals = control + 1;
                require(to + literals <= limit && next + literals <= end);
                System.arraycopy(in, next, out, to, literals);
                next += literals;
                to += literals;
                continue;
            }
            int size = (control >> 5) + 2;
            if (size == 9) {
                int more;
                do {
                    require(next < end);
                    more = in[next++] & 0xff;
                    size += more;
                } while (more == ESCAPE && size <= room + ESCAPE);
            }
            require(next < end);
            int low = in[next++] & 0xff;
            int distance = (control & 0x1f) << 8 | low;
            if (distance == NEAR) {
                require(next + 1 < end);
                distance += (in[next] & 0xff) << 8 | (in[next + 1] & 0xff);
                next += 2;
            }
            int back = to - distance - 1;
            require(back >= at && to + size <= limit);
            for (int i = 0; i < size; i++) {
                out[to++] = out[back++];
            }
        }
        return to - at;
    }

    private static void require(boolean sound) {
        if (!sound) {
            throw new FilterFailure("a block of BLOSCLZ is damaged");
        }
    }
}
