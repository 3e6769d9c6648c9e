package org.beamlet.catalog.hdf5.filter;

/** LibLZF, which h5py brings. */
final class Lzf implements ChunkFilter {
    private static final int MOST_LITERALS = 32;

    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        int size = settings.length > 2 ? settings[2] : limit;
        if (size < 0 || size > limit) {
            throw new FilterFailure("LZF tells of %d bytes in a chunk".formatted(size));
        }
        if (stored.length == size) {
            // What does not get smaller is stored as it is.
            return stored;
        }
        byte[] out = new byte[size];
        try {
            int length = decode(stored, out);
            if (length != size) {
                throw new FilterFailure("LZF gave %d of %d bytes".formatted(length, size));
            }
            return out;
        } catch (IndexOutOfBoundsException e) {
            throw new FilterFailure("a chunk's LZF is damaged", e);
        }
    }

    private static int decode(byte[] in, byte[] out) {
        int from = 0;
        int to = 0;
        while (from < in.length) {
            int control = in[from++] & 0xff;
            if (control < MOST_LITERALS) {
                System.arraycopy(in, from, out, to, control + 1);
                from += control + 1;
                to += control + 1;
                continue;
            }
            int length = control >> 5;
            if (length == 7) {
                length += in[from++] & 0xff;
            }
            int back = to - ((control & 0x1f) << 8 | (in[from++] & 0xff)) - 1;
            for (int i = 0; i < length + 2; i++) {
                out[to++] = out[back++];
            }
        }
        return to;
    }
}
