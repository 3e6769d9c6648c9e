package org.beamlet.catalog.hdf5;

/** A dataset that is being written block by block. */
public interface Hdf5Dataset extends AutoCloseable {
    /**
     * Writes a block.
     *
     * @param values primitive array of the dataset's element type, row-major, one element for each
     *     place of the block
     * @param start where the block begins, one number per dimension
     * @param count the block's shape
     */
    void write(Object values, long[] start, long[] count);

    @Override
    void close();
}
