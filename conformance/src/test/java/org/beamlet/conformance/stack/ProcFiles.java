package org.beamlet.conformance.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a process. */
final class ProcFiles {
    private ProcFiles() {}

    static String commandLine(long pid) {
        try {
            byte[] raw = Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline"));
            return new String(raw, StandardCharsets.UTF_8).replace('\0', ' ');
        } catch (IOException e) {
            // Ended meanwhile.
            return "";
        }
    }

    /** {@return whether the process works in a folder below {@code folder}} */
    static boolean under(long pid, Path folder) {
        try {
            Path current = Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "cwd"));
            return current.startsWith(folder.toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
