package org.beamlet.client.stream;

/** An open stream of results; closing it stops deliveries. */
public interface ResultStream extends AutoCloseable {
    @Override
    void close();
}
