package org.beamlet.catalog.hdf5.filter;

/** Puts bytes back that were sorted by their weight in a number. */
final class ByteShuffle implements ChunkFilter {
    @Override
    public byte[] decode(byte[] stored, int[] settings, int limit) {
        if (settings.length == 0 || settings[0] <= 0) {
            throw new FilterFailure("the shuffle filter tells no size of a number");
        }
        if (settings[0] == 1) {
            return stored;
        }
        byte[] out = new byte[stored.length];
        unshuffle(stored, 0, stored.length, settings[0], out, 0);
        return out;
    }

    /** Undoes the shuffle of a block; bytes that make no whole number stand at its end. */
    static void unshuffle(byte[] in, int from, int length, int size, byte[] out, int at) {
        int numbers = length / size;
        for (int weight = 0; weight < size; weight++) {
            int source = from + weight * numbers;
            int target = at + weight;
            for (int i = 0; i < numbers; i++) {
                out[target + i * size] = in[source + i];
            }
        }
        int whole = numbers * size;
        System.arraycopy(in, from + whole, out, at + whole, length - whole);
    }
}
