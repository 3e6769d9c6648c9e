package org.beamlet.agent.journal;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The file under the journal, as little of it as is needed; tests put a full disk in its place. */
interface Storage extends AutoCloseable {
    /** Appends all bytes, or throws after which the tail is in doubt. */
    void append(ByteBuffer bytes) throws IOException;

    /** Cuts the file to its first {@code size} bytes. */
    void truncate(long size) throws IOException;

    /** Returns once everything appended would survive a power cut. */
    void force() throws IOException;

    @Override
    void close() throws IOException;
}
