package org.beamlet.cloud.objects;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where objects lie. What {@link #put} has returned from is whole and durable; an object never
 * changes, so all calls may be repeated. Failures are BeamletExceptions with code
 * STORE_UNAVAILABLE.
 */
public interface ObjectStore extends AutoCloseable {
    /**
     * Takes an object in.
     *
     * @param content a file of the caller's with that content; it may be gone afterwards
     */
    void put(Sha256 key, Path content);

    /** {@return the content, to be closed by the caller; empty where there is none} */
    Optional<InputStream> open(Sha256 key);

    boolean has(Sha256 key);

    /** What is gone already is deleted. */
    void delete(Sha256 key);

    @Override
    void close();
}
