package org.beamlet.worker.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a program of the node answered.
 *
 * @param ran whether it is there and came to its end
 * @param status with which it ended
 * @param out what it wrote to stdout
 * @param err what it wrote to stderr; or why it did not end
 */
record Asked(boolean ran, int status, String out, String err) {
    /** It is not installed. */
    static final Asked ABSENT = new Asked(false, -1, "", "");

    /** {@return whether it is there and does not answer} */
    boolean hung() {
        return !ran && !err.isEmpty();
    }

    /**
     * Runs a program to its end.
     *
     * @param environment that it has besides this process's
     */
    static Asked of(List<String> command, Map<String, String> environment, Duration limit)
            throws InterruptedException {
        Path out = null;
        Path err = null;
        Process process = null;
        try {
            // Files: a program that hangs in the driver may keep pipes open for ever.
            out = Files.createTempFile("beamlet-asked", ".out");
            err = Files.createTempFile("beamlet-asked", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().put("LC_ALL", "C");
            builder.environment().putAll(environment);
            process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Asked(
                        false,
                        -1,
                        "",
                        "does not answer within %d s".formatted(Math.max(1, limit.toSeconds())));
            }
            return new Asked(true, process.exitValue(), text(out), text(err));
        } catch (IOException _) {
            return ABSENT;
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
            delete(out);
            delete(err);
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static void delete(@Nullable Path file) {
        if (file != null) {
            try {
                Files.deleteIfExists(file);
            } catch (IOException _) {
                // The node's folder for such files goes with its job.
            }
        }
    }
}
