package org.beamlet.conformance.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.Await;
import org.beamlet.protocol.json.Json;

/** Something that a user does with the SDK, in a process of its own. */
final class Scenario {
    private static final Duration PATIENCE = Duration.ofMinutes(8);

    private final String name;
    private final Path output;
    private final Process process;

    private Scenario(String name, Path output, Process process) {
        this.name = name;
        this.output = output;
        this.process = process;
    }

    static Scenario start(String name, Path folder, Map<String, ?> order) throws IOException {
        Path output = folder.resolve(name + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(
                        Peer.program("python").toString(), Peer.clientScript().toString(), name);
        builder.environment().put("GLOBUS_COMPUTE_USER_DIR", folder.resolve("client").toString());
        Process process = Peer.start(builder, output);
        // On stdin: a token is not for the process list.
        try (var stdin = process.getOutputStream()) {
            stdin.write(Json.writeBytes(order));
        }
        return new Scenario(name, output, process);
    }

    /** Waits until it has printed a line. */
    Scenario awaitLine(String line) throws IOException, InterruptedException {
        Await.until(PATIENCE, name + " says: " + line, () -> says(line) || !process.isAlive());
        assertThat(lines()).as(name).contains(line);
        return this;
    }

    /** Waits for its end and fails with what it said, unless that is "ok". */
    void succeeds() throws IOException, InterruptedException {
        boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(lines()).as(name + (ended ? "" : ", which did not end")).endsWith("ok");
    }

    private boolean says(String line) {
        try {
            return lines().contains(line);
        } catch (IOException e) {
            return false;
        }
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(output);
    }
}
