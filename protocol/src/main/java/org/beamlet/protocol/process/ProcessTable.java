package org.beamlet.protocol.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads processes from {@code /proc}; where there is none, there are no processes. */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private ProcessTable() {}

    /**
     * Some fields of {@code /proc/PID/stat}.
     *
     * @param ticks that it has computed, hundredths of a second
     * @param startTicks since the boot; pid and start together are unique until the next one
     * @param residentPages of memory
     */
    public record Entry(
            long pid,
            char state,
            long group,
            long session,
            long ticks,
            long startTicks,
            long residentPages) {
        public boolean alive() {
            return state != 'Z' && state != 'X';
        }
    }

    public static Optional<Entry> find(long pid) {
        return read(PROC.resolve(Long.toString(pid)));
    }

    /** {@return all processes; one that ends meanwhile may be left out} */
    public static List<Entry> all() {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
            all.forEach(process -> read(process).ifPresent(entries::add));
        } catch (IOException _) {
            // No Linux.
        }
        return entries;
    }

    /** {@return whether any live process belongs to the group} */
    public static boolean groupAlive(long group) {
        return all().stream().anyMatch(entry -> entry.group() == group && entry.alive());
    }

    public static String bootId() throws IOException {
        return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    }

    private static Optional<Entry> read(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The program's name stands in brackets and may hold blanks and brackets itself.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(
                    new Entry(
                            Long.parseLong(process.getFileName().toString()),
                            fields[0].charAt(0),
                            Long.parseLong(fields[2]),
                            Long.parseLong(fields[3]),
                            Long.parseLong(fields[11]) + Long.parseLong(fields[12]),
                            Long.parseLong(fields[19]),
                            Long.parseLong(fields[21])));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException _) {
            // It has just ended.
            return Optional.empty();
        }
    }
}
