package org.beamlet.conformance.stack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/** Runs {@code ./beamlet …} and says how it ended. */
public record Command(int exit, String out, String err) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    /** Runs to the end. */
    public static Command run(Map<String, String> environment, Duration limit, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("beamlet", ".out");
        Path err = Files.createTempFile("beamlet", ".err");
        try {
            Process process = start(environment, out, err, arguments);
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new BeamletException(
                        ErrorCode.COMMAND_FAILED,
                        "beamlet %s did not end in %s".formatted(List.of(arguments), limit),
                        "read its output: " + read(err));
            }
            return new Command(process.exitValue(), read(out), read(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Starts and leaves it running; the process is the program itself, not a shell. */
    public static Process start(
            Map<String, String> environment, Path out, Path err, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(ROOT.resolve("beamlet").toString());
        line.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}
