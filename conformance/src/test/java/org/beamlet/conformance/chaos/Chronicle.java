package org.beamlet.conformance.chaos;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The log of a run: every line with its time, in a file and on stdout. */
final class Chronicle implements AutoCloseable {
    private static final double MILLIS = 1000;

    private final BufferedWriter file;
    private final Instant begin = Instant.now();

    Chronicle(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        this.file = Files.newBufferedWriter(path);
    }

    Duration elapsed() {
        return Duration.between(begin, Instant.now());
    }

    synchronized void say(String line) {
        String whole =
                "chaos %s %7.1f s  %s"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                elapsed().toMillis() / MILLIS,
                                line);
        System.out.println(whole);
        try {
            file.write(whole);
            file.newLine();
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
