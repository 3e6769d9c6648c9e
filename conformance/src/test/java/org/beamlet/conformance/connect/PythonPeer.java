package org.beamlet.conformance.connect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.json.Json;

/** A Python program of conformance/peers, in the virtual environment of this suite. */
final class PythonPeer {
    private static final Path HERE = Path.of(System.getProperty("beamlet.conformance", ""));

    private PythonPeer() {}

    /** Runs it with an order on stdin; {@return what it told, line by line} */
    static List<String> run(
            Path folder, Map<String, String> environment, String program, Map<String, String> order)
            throws IOException, InterruptedException {
        Path python = HERE.resolve("target/venv-connect/bin/python");
        assertThat(python).as("made by: conformance/run connect").exists();
        Path told = Files.createTempFile(folder, "told", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(
                                python.toString(),
                                HERE.resolve("peers").resolve(program).toString())
                        .redirectErrorStream(true)
                        .redirectOutput(told.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BEAMLET_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try (var stdin = process.getOutputStream()) {
            stdin.write(Json.writeBytes(order));
        }
        boolean ended = process.waitFor(6, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(told)).isTrue();
        return Files.readAllLines(told);
    }
}
