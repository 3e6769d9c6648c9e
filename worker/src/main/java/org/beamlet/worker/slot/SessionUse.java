package org.beamlet.worker.slot;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What Linux tells of processes under {@code /proc}; elsewhere nothing is known. */
final class ProcFiles {
    private static final Path PROC = Path.of("/proc");
    private static final long PAGE = page();

    // Fields of /proc/PID/stat, counted from the one behind the name of the program.
    private static final int SESSION = 3;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int RESIDENT = 21;

    private ProcFiles() {}

    /**
     * What the processes of a session use.
     *
     * @param bytes resident memory of all; what they share counts for each
     */
    record Use(int processes, long bytes) {
        static final Use NOTHING = new Use(0, 0);

        private Use plus(long more) {
            return new Use(processes + 1, bytes + more);
        }
    }

    /** {@return how long a process has computed, in hundredths of a second} */
    static Optional<Long> ticks(long pid) {
        return stat(PROC.resolve(Long.toString(pid)))
                .map(fields ->
                        Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]));
    }

    /** {@return what each of these sessions uses, by the process that leads it} */
    static Map<Long, Use> uses(Set<Long> leaders) {
        Map<Long, Use> uses = new HashMap<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                stat(process)
                        .ifPresent(fields -> {
                            long session = Long.parseLong(fields[SESSION]);
                            if (leaders.contains(session)) {
                                long bytes = Long.parseLong(fields[RESIDENT]) * PAGE;
                                uses.merge(
                                        session, Use.NOTHING.plus(bytes), (a, _) -> a.plus(bytes));
                            }
                        });
            }
        } catch (IOException _) {
            // No Linux.
        }
        return uses;
    }

    private static Optional<String[]> stat(Path process) {
        try {
            String line = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name is in parentheses and may hold anything, those too.
            String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            return fields.length > RESIDENT ? Optional.of(fields) : Optional.empty();
        } catch (IOException _) {
            // It is gone.
            return Optional.empty();
        }
    }

    /** As no Java API tells it: this process' resident memory in bytes and in pages. */
    private static long page() {
        try {
            long pages =
                    Long.parseLong(Files.readString(PROC.resolve("self/statm")).split(" ", -1)[1]);
            List<String> lines = Files.readAllLines(PROC.resolve("self/status"));
            long kilobytes =
                    lines.stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .map(line -> line.replaceAll("\\D", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElse(0);
            // Not read at the same instant: the nearest power of two.
            double exact = pages == 0 ? 0 : kilobytes * 1024.0 / pages;
            return exact < 1 ? 4096 : Long.highestOneBit(Math.round(exact * Math.sqrt(2)));
        } catch (IOException | RuntimeException _) {
            return 4096;
        }
    }
}
