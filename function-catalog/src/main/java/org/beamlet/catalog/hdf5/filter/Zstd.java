package org.beamlet.catalog.hdf5.filter;

import java.util.Arrays;

/** A chunk as one frame of Zstandard. */
final class Zstd implements ChunkFilter {
    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        byte[] out = new byte[limit];
        int length = BlockCodec.ZSTD.decode(stored, 0, stored.length, out, 0, limit);
        return length == limit ? out : Arrays.copyOf(out, length);
    }
}
