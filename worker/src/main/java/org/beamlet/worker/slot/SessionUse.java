package org.beamlet.worker.slot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.beamlet.protocol.process.ProcessTable;

/**
 * What the processes of a session use: a worker's and those of all that it started.
 *
 * @param bytes resident memory of all; what they share counts for each
 */
record SessionUse(int processes, long bytes) {
    private static final long PAGE = page();

    private SessionUse plus(SessionUse other) {
        return new SessionUse(processes + other.processes, bytes + other.bytes);
    }

    /** {@return what each of these sessions uses, by the process that leads it} */
    static Map<Long, SessionUse> of(Set<Long> leaders) {
        Map<Long, SessionUse> uses = new HashMap<>();
        for (ProcessTable.Entry process : ProcessTable.all()) {
            if (leaders.contains(process.session())) {
                uses.merge(
                        process.session(),
                        new SessionUse(1, process.residentPages() * PAGE),
                        SessionUse::plus);
            }
        }
        return uses;
    }

    /** As no Java API tells it: this process' resident memory in bytes and in pages. */
    private static long page() {
        try {
            Path self = Path.of("/proc/self");
            long pages = Long.parseLong(Files.readString(self.resolve("statm")).split(" ", -1)[1]);
            List<String> lines = Files.readAllLines(self.resolve("status"));
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
