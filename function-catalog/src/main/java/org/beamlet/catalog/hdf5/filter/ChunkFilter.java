package org.beamlet.catalog.hdf5.filter;

/** Undoes what one filter did to a chunk. Several threads may use one at once. */
@FunctionalInterface
interface ChunkFilter {
    /**
     * Decodes.
     *
     * @param stored what the filter gave when the chunk was written
     * @param settings the numbers that the file keeps with the filter
     * @param limit most bytes that may result; none more are ever allocated, whatever lengths the
     *     stored bytes tell
     * @throws FilterFailure if the bytes are damaged or are not understood
     */
    byte[] decode(byte[] stored, int[] settings, int limit);
}
