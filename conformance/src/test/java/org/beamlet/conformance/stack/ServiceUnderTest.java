package org.beamlet.conformance.stack;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A cloud service as a process, with settings. A file that the property {@code
 * beamlet.service.settings} names adds environment variables, such as those of another store and
 * broker.
 */
public final class ServiceUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String LOOPBACK = "http://127.0.0.1:";

    private final Path home;
    private final int port;
    private final int brokerPort;
    private final Map<String, String> settings;
    private @Nullable Process process;

    private ServiceUnderTest(Path home, int port, int brokerPort, Map<String, String> settings) {
        this.home = home;
        this.port = port;
        this.brokerPort = brokerPort;
        this.settings = settings;
    }

    /**
     * Starts a service in a folder of its own.
     *
     * @param settings environment variables
     */
    public static ServiceUnderTest start(Path home, int port, Map<String, String> settings)
            throws IOException, InterruptedException {
        Map<String, String> all = new HashMap<>(backEnd());
        all.put("BEAMLET_HOME", home.toString());
        all.put("BEAMLET_ACCESS_LOG", "true");
        all.putAll(settings);
        ServiceUnderTest service = new ServiceUnderTest(home, port, FreePort.find(), all);
        service.launch();
        return service;
    }

    private static Map<String, String> backEnd() throws IOException {
        Map<String, String> variables = new HashMap<>();
        String named = System.getProperty("beamlet.service.settings", "");
        if (!named.isEmpty()) {
            Properties file = new Properties();
            try (InputStream in = Files.newInputStream(Path.of(named))) {
                file.load(in);
            }
            file.stringPropertyNames().forEach(name -> variables.put(name, file.getProperty(name)));
        }
        return variables;
    }

    private void launch() throws IOException, InterruptedException {
        Files.createDirectories(home);
        Path ready = home.resolve("ready.json");
        Files.deleteIfExists(ready);
        Path err = home.resolve("service.err");
        Process started =
                Command.start(
                        settings,
                        home.resolve("service.out"),
                        err,
                        "cloud",
                        "start",
                        "--port",
                        Integer.toString(port),
                        "--broker-port",
                        Integer.toString(brokerPort),
                        "--ready-file",
                        ready.toString());
        process = started;
        Await.until(PATIENCE, "it is ready", () -> Files.exists(ready) || !started.isAlive());
        if (!Files.exists(ready)) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED,
                    "the service did not start: " + Files.readString(err),
                    "read its log in " + home);
        }
    }

    public String url() {
        return LOOPBACK + port;
    }

    public Path accessLog() {
        return home.resolve("cloud").resolve("access.log");
    }

    /** {@return a new token of a user, who is made where there is none of that name} */
    public String token(String user) throws IOException, InterruptedException {
        String secret = Files.readString(home.resolve("cloud").resolve("admin.secret")).strip();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/beamlet/v1/admin/tokens"))
                        .header("X-Beamlet-Admin", secret)
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(Map.of("user", user))))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            JsonNode answer =
                    Json.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            return answer.path("token").asText();
        }
    }

    /** Ends it as {@code kill -9} does and starts it again on the same ports. */
    public void killAndStart() throws IOException, InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
            running.waitFor();
        }
        launch();
    }

    @Override
    public void close() {
        Process running = process;
        if (running == null) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(30, TimeUnit.SECONDS)) {
                running.destroyForcibly();
            }
        } catch (InterruptedException _) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
