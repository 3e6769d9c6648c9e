package org.beamlet.catalog.hdf5.filter;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** HDF5's gzip: a zlib stream. */
final class Deflate implements ChunkFilter {
    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        byte[] out = new byte[limit];
        int length = inflate(stored, 0, stored.length, out, 0, limit);
        return length == limit ? out : Arrays.copyOf(out, length);
    }

    /** Decodes a stream; {@return how many bytes it gave}. */
    static int inflate(byte[] in, int from, int length, byte[] out, int at, int room) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(in, from, length);
            int done = 0;
            while (!inflater.finished()) {
                int some = inflater.inflate(out, at + done, room - done);
                done += some;
                if (some == 0 && !inflater.finished()) {
                    throw new FilterFailure(
                            inflater.needsInput()
                                    ? "a zlib stream ends early"
                                    : "a zlib stream holds more than the chunk's bytes");
                }
            }
            return done;
        } catch (DataFormatException e) {
            throw new FilterFailure("a zlib stream is damaged: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
    }
}
