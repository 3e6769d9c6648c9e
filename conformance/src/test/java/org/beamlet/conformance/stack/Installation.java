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

/** A version of Beamlet that is built here; its {@code ./beamlet} is what is run. */
public record Installation(Path root) {
    /** What is being tested. */
    public static final Installation HERE =
            new Installation(Path.of("..").toAbsolutePath().normalize());

    private static final String PREVIOUS = "beamlet.previous";

    /** {@return the version before this one, as the suite that needs it has built it} */
    public static Installation previous() {
        String folder = System.getProperty(PREVIOUS, "");
        if (folder.isEmpty()) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "the previous version is not here",
                    "run this with conformance/run versions");
        }
        return new Installation(Path.of(folder).toAbsolutePath().normalize());
    }

    /** Runs to the end. */
    public Command run(Map<String, String> environment, Duration limit, String... arguments)
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
    public Process start(Map<String, String> environment, Path out, Path err, String... arguments)
            throws IOException {
        List<String> line = new ArrayList<>();
        line.add(root.resolve("beamlet").toString());
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
