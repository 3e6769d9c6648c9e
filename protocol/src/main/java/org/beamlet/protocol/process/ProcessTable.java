package org.beamlet.providers.local;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads processes from {@code /proc}. */
final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /**
     * The fields of {@code /proc/PID/stat} that tell processes apart.
     *
     * @param startTicks since the boot; pid and start together are unique until the next one
     */
    record Entry(long pid, char state, long group, long startTicks) {
        boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    static Optional<Entry> find(long pid) {
        return read(PROC.resolve(Long.toString(pid)));
    }

    /** {@return whether any live process belongs to the group} */
    static boolean groupAlive(long group) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : all) {
                if (read(process).filter(p -> p.group() == group && p.alive()).isPresent()) {
                    return true;
                }
            }
        } catch (IOException _) {
            return false;
        }
        return false;
    }

    static String bootId() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }

    private static Optional<Entry> read(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            // The program's name stands in brackets and may hold blanks and brackets itself.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new Entry(
                            Long.parseLong(process.getFileName().toString()),
                            fields[0].charAt(0),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[19])));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }
}
