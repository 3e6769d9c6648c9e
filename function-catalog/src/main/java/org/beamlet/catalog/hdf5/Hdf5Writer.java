package org.beamlet.catalog.hdf5;

import java.nio.file.Path;

/**
 * Writes one HDF5 file; missing groups on the way to a name are made.
 *
 * <p>Every method raises a {@link org.beamlet.protocol.error.BeamletException} that carries HDF5's
 * own words: DISK_FULL where no space is left, OUTPUT_NOT_WRITABLE or INPUT_INVALID otherwise. The
 * library works for one thread at a time, so calls of all writers take turns.
 */
public interface Hdf5Writer extends AutoCloseable {
    /** Makes a new file; one of that name must not be there. */
    static Hdf5Writer create(Path file) {
        return NativeHdf5Writer.create(file);
    }

    /** Opens an existing file to change it in place. */
    static Hdf5Writer edit(Path file) {
        return NativeHdf5Writer.edit(file);
    }

    void group(String path);

    void scalar(String path, String value);

    void scalar(String path, long value);

    void scalar(String path, double value);

    void scalar(String path, boolean value);

    /**
     * Writes a whole array, contiguous.
     *
     * @param values {@code float[]}, {@code double[]}, {@code int[]} or {@code long[]}, row-major
     */
    void array(String path, Object values, long... shape);

    /** Makes a dataset to be written block by block. */
    Hdf5Dataset dataset(String path, ElementType type, Storage storage, long... shape);

    void attribute(String objectPath, String name, String value);

    /** Copies a group or dataset, with all below it and its attributes, from another file. */
    void copy(Path sourceFile, String sourcePath, String path);

    boolean exists(String path);

    /** Removes a link; what only it led to is gone. */
    void remove(String path);

    /** Brings everything to the file; must not be left out, it may fail where the disk is full. */
    @Override
    void close();
}
