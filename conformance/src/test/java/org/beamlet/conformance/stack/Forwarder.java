package org.beamlet.conformance.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.beamlet.protocol.json.Json;

/** {@code beamlet connect}, going on behind until it is stopped. */
@SuppressWarnings("try") // Waiting for processes may be interrupted.
public record Forwarder(Map<String, String> user, int port, JsonNode told)
        implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(4);

    /**
     * Starts it for a user.
     *
     * @param user their environment, with {@code BEAMLET_HOME}
     */
    public static Forwarder start(Map<String, String> user, String service, int port)
            throws IOException, InterruptedException {
        Command started =
                Command.run(
                        user,
                        LIMIT,
                        "connect",
                        service,
                        "--port",
                        Integer.toString(port),
                        "--detach");
        if (started.exit() != 0) {
            throw new AssertionError(started.err());
        }
        Path session = Path.of(user.getOrDefault("BEAMLET_HOME", ""), "connect", "" + port);
        return new Forwarder(
                user, port, Json.read(Files.readString(session.resolve("connect.json"))));
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public Path tokenFile() {
        return Path.of(told.path("token_file").asText());
    }

    /** {@return what programs send it; their user's own token never reaches them} */
    public String localToken() throws IOException {
        return Files.readString(tokenFile()).strip();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        Command stopped =
                Command.run(user, LIMIT, "connect", "--stop", "--port", Integer.toString(port));
        if (stopped.exit() != 0) {
            throw new AssertionError(stopped.err());
        }
    }
}
