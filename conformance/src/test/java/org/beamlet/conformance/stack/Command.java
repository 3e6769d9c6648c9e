package org.beamlet.conformance.stack;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Runs {@code ./beamlet …} and says how it ended. */
public record Command(int exit, String out, String err) {
    /** Runs to the end. */
    public static Command run(Map<String, String> environment, Duration limit, String... arguments)
            throws IOException, InterruptedException {
        return Installation.HERE.run(environment, limit, arguments);
    }

    /** Starts and leaves it running; the process is the program itself, not a shell. */
    public static Process start(
            Map<String, String> environment, Path out, Path err, String... arguments)
            throws IOException {
        return Installation.HERE.start(environment, out, err, arguments);
    }
}
