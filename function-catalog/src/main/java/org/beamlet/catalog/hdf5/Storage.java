package org.beamlet.catalog.hdf5;

/** How a dataset lies in the file. */
public sealed interface Storage {
    /** In one piece, uncompressed. */
    record Contiguous() implements Storage {}

    /**
     * In chunks.
     *
     * @param chunk shape of a chunk, of the dataset's rank
     * @param shuffle whether bytes of equal weight are brought together before compression
     * @param deflate level of gzip, 0 (none) to 9
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    record Chunked(long[] chunk, boolean shuffle, int deflate) implements Storage {
        public Chunked {
            chunk = chunk.clone();
        }
    }

    static Storage contiguous() {
        return new Contiguous();
    }

    /** Shuffle and a light gzip: most of what compression gives, at a fraction of its time. */
    static Storage compressed(long... chunk) {
        return new Chunked(chunk, true, 2);
    }

    static Storage chunked(long... chunk) {
        return new Chunked(chunk, false, 0);
    }
}
