package org.beamlet.providers.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** A connection to the far side, on which somebody is logged in. */
interface Link extends AutoCloseable {
    boolean alive();

    /**
     * Runs a script of {@code sh} to its end.
     *
     * @param limit after which it and all it started is killed
     */
    Ended run(FarScript script, Duration limit);

    /** Makes a folder that nobody else may enter, with those above it. */
    void folder(String path) throws IOException;

    /** Writes a file that appears complete or not at all. */
    void put(String path, byte[] content, int mode) throws IOException;

    /**
     * {@return the end of a file; empty where there is none}
     *
     * @param most bytes
     */
    Optional<byte[]> tail(String path, int most) throws IOException;

    @Override
    void close();

    /**
     * How a script ended.
     *
     * @param answered false where it ran out of time, or the connection broke
     * @param why where it was not
     */
    record Ended(boolean answered, int exit, String stdout, String stderr, String why) {
        static Ended no(String why) {
            return new Ended(false, -1, "", "", why);
        }
    }
}
