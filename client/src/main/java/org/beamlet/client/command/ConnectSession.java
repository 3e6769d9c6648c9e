package org.beamlet.client.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.client.connect.Forwarder;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.home.PrivateFile;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** What a forwarder leaves in the user's folder while it runs: its local token, and its pid. */
record ConnectSession(Path folder) {
    private static final Duration GRACE = Duration.ofSeconds(10);

    Path token() {
        return folder.resolve("token");
    }

    Path log() {
        return folder.resolve("connect.log");
    }

    private Path state() {
        return folder.resolve("connect.json");
    }

    /** Makes the session known; {@code readyFile} gets a copy of what is said of it. */
    void write(URI service, Forwarder forwarder, @Nullable Path readyFile) {
        PrivateFile.write(token(), forwarder.secret() + "\n");
        String text =
                Json.write(
                                Json.NODES
                                        .objectNode()
                                        .put("service", service.toString())
                                        .put("url", "http://localhost:" + forwarder.port())
                                        .put("token_file", token().toAbsolutePath().toString())
                                        .put("pid", ProcessHandle.current().pid())
                                        .put("started", started(ProcessHandle.current())))
                        + "\n";
        PrivateFile.write(state(), text);
        if (readyFile != null) {
            PrivateFile.write(readyFile.toAbsolutePath(), text);
        }
    }

    /** A secret that opens nothing any more is not left lying about. */
    void remove() {
        PrivateFile.remove(token());
        PrivateFile.remove(state());
    }

    /** Ends the forwarder that runs in this session. */
    String stop() throws InterruptedException {
        Optional<ProcessHandle> running = running();
        if (running.isEmpty()) {
            return "no forwarder runs there";
        }
        ProcessHandle process = running.get();
        process.destroy();
        try {
            process.onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            process.destroyForcibly();
            remove();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "the end of process %d cannot be seen".formatted(process.pid()),
                    "look at it with ps",
                    e);
        }
        return "ended";
    }

    /** The process, unless another one has got its number meanwhile. */
    private Optional<ProcessHandle> running() {
        try {
            JsonNode told = Json.read(Files.readString(state()));
            return ProcessHandle.of(told.path("pid").asLong(-1))
                    .filter(one -> started(one).equals(told.path("started").asText()));
        } catch (IOException | BeamletException _) {
            return Optional.empty();
        }
    }

    private static String started(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
