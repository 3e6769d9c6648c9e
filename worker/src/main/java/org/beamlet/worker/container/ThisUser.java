package org.beamlet.worker.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The numbers of the user as whom this process runs. */
final class ThisUser {
    private static final Path SELF = Path.of("/proc/self");

    private ThisUser() {}

    static int uid() {
        return number("unix:uid");
    }

    static int gid() {
        return number("unix:gid");
    }

    private static int number(String attribute) {
        try {
            return (Integer) Files.getAttribute(SELF, attribute);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
