package org.beamlet.benchmarks.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Resident memory of the service's process, looked at every second, in MB. */
final class ServiceMemory implements AutoCloseable {
    private static final long PERIOD_MS = 1000;

    private final Path status;
    private final List<Long> samples = new CopyOnWriteArrayList<>();
    private final Thread thread;

    ServiceMemory(long pid) {
        this.status = Path.of("/proc", Long.toString(pid), "status");
        this.thread = Thread.ofVirtual().start(this::run);
    }

    private void run() {
        try {
            while (true) {
                samples.add(resident());
                Thread.sleep(PERIOD_MS);
            }
        } catch (IOException | InterruptedException _) {
            // The process or the measurement ended.
        }
    }

    private long resident() throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    /** {@return at a quarter, at half, at three quarters and at the end of the run} */
    List<Long> quarters() {
        List<Long> all = List.copyOf(samples);
        int last = all.size() - 1;
        return last < 0
                ? List.of()
                : List.of(
                        all.get(last / 4), all.get(last / 2), all.get(last * 3 / 4), all.get(last));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
