package org.beamlet.agent.pack;

import java.nio.file.Path;

/**
 * An archive for nodes.
 *
 * @param sha256 of its bytes, by which nodes know whether they have it
 * @param bytes that it takes, unpacked as well
 */
public record Pack(Path file, String sha256, long bytes) {}
