package org.beamlet.agent.registration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name, without asking a name server. */
final class HostName {
    private HostName() {}

    static String of() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return System.getenv().getOrDefault("HOSTNAME", "unknown");
        }
    }
}
