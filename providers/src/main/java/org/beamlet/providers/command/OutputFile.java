package org.beamlet.providers.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Takes what a command prints.
 *
 * <p>A file rather than a pipe: a child that the command leaves behind would hold a pipe open, and
 * its reader with it.
 */
record OutputFile(Path path) implements AutoCloseable {
    /** Beyond this an output is cut: no scheduler's honest answer is longer. */
    private static final int LONGEST = 64 * 1024 * 1024;

    /** Makes an empty one that its owner alone can read. */
    static OutputFile make() throws IOException {
        return new OutputFile(Files.createTempFile("beamlet-command", ".out"));
    }

    String text() throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
