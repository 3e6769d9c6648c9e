package org.beamlet.conformance.endpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.Await;
import org.beamlet.protocol.json.Json;

/** A manager endpoint: {@code globus-compute-endpoint start}, as its package installed it. */
final class Manager {
    /** Seconds between heartbeats, as its configuration says; a lease is three of them. */
    static final int PERIOD = 5;

    private static final List<String> FILES =
            List.of("config.yaml", "user_config_template.yaml.j2", "user_config_schema.json");

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final Path folder;
    private final Map<String, String> environment;
    private Process process;

    private Manager(Path folder, Map<String, String> environment) throws IOException {
        this.folder = folder;
        this.environment = environment;
        this.process = launch();
    }

    /**
     * Configures and starts one.
     *
     * @param login client id and secret, in the variables that it reads
     */
    static Manager start(Path folder, Map<String, String> login, String service)
            throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("manager"));
        for (String file : FILES) {
            Files.copy(Peer.managerFolder().resolve(file), own.resolve(file));
        }
        // Started by root it clears the environment of what it starts.
        Files.writeString(
                own.resolve("user_environment.yaml"),
                "GLOBUS_COMPUTE_USER_DIR: %s%n".formatted(folder));
        Map<String, String> environment = new HashMap<>(login);
        environment.put("GLOBUS_COMPUTE_USER_DIR", folder.toString());
        environment.put("GLOBUS_SDK_ENVIRONMENT", "local");
        environment.put("GLOBUS_SDK_SERVICE_URL_AUTH", service);
        return new Manager(folder, environment).awaitRegistered();
    }

    private Process launch() throws IOException {
        // A session of its own: when it ends it signals its whole process group.
        ProcessBuilder builder =
                new ProcessBuilder(
                        "setsid",
                        Peer.program("globus-compute-endpoint").toString(),
                        "start",
                        "manager");
        builder.environment().putAll(environment);
        return Peer.start(builder, folder.resolve("manager.out"));
    }

    private Manager awaitRegistered() throws InterruptedException {
        Path known = folder.resolve("manager/endpoint.json");
        Await.until(
                PATIENCE,
                "the manager endpoint is registered: " + folder.resolve("manager.out"),
                () -> isWhole(known) || !process.isAlive());
        return this;
    }

    private static boolean isWhole(Path file) {
        try {
            return Files.exists(file) && Files.readString(file).endsWith("}");
        } catch (IOException e) {
            return false;
        }
    }

    String id() throws IOException {
        Path known = folder.resolve("manager/endpoint.json");
        if (!Files.exists(known)) {
            throw new AssertionError(Files.readString(folder.resolve("manager.out")));
        }
        return Json.read(Files.readString(known)).path("endpoint_id").asText();
    }

    void startAgain() throws IOException {
        // What a killed one leaves keeps the next one off for three periods.
        Files.deleteIfExists(folder.resolve("manager/daemon.pid"));
        process = launch();
    }

    /** As {@code kill -9}. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As its owner stops it. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            kill();
        }
    }

    /** Stops it, and with it all that it started. */
    public void close() throws InterruptedException {
        stop();
    }
}
