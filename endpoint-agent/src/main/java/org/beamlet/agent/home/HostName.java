package org.beamlet.agent.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine's name, without asking a name server. */
public final class HostName {
    private HostName() {}

    public static String of() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return System.getenv().getOrDefault("HOSTNAME", "unknown");
        }
    }
}
