package org.beamlet.cloud.broker;

import java.nio.file.Path;

/**
 * How endpoints and clients on other hosts reach the embedded broker: over TLS only.
 *
 * @param host address to bind
 * @param port where it listens; 0 for a free one
 * @param publicHost what endpoints and clients are told
 * @param publicPort likewise; 0 for the port that it listens on
 * @param certificate PEM, with its chain
 * @param key PEM
 */
public record NetworkAccess(
        String host, int port, String publicHost, int publicPort, Path certificate, Path key) {}
