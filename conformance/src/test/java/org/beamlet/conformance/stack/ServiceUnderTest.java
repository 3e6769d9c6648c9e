package org.beamlet.conformance.stack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A cloud service as a process, with settings. A file that the property {@code
 * beamlet.service.settings} names adds environment variables, such as those of another store and
 * broker.
 */
public final class ServiceUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Path home;
    private final int port;
    private final int brokerPort;
    private final Map<String, String> settings;
    private final Optional<Path> authority;
    private @Nullable Process process;

    private ServiceUnderTest(
            Path home,
            int port,
            int brokerPort,
            Map<String, String> settings,
            Optional<Path> authority) {
        this.home = home;
        this.port = port;
        this.brokerPort = brokerPort;
        this.settings = settings;
        this.authority = authority;
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
        Optional<Path> authority =
                Boolean.getBoolean("beamlet.service.tls")
                        ? Optional.of(overTls(home.resolve("certificates"), all))
                        : Optional.empty();
        ServiceUnderTest service =
                new ServiceUnderTest(home, port, FreePort.find(), all, authority);
        service.launch();
        return service;
    }

    /** Has the service speak TLS; {@return the authority that its certificate is from} */
    private static Path overTls(Path folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        Process made =
                new ProcessBuilder(
                                System.getProperty("beamlet.conformance") + "/peers/certificates",
                                folder.toString())
                        .inheritIO()
                        .start();
        if (made.waitFor() != 0) {
            throw new AssertionError("no certificates were made in " + folder);
        }
        settings.put("BEAMLET_TLS_CERTIFICATE_FILE", folder.resolve("server.pem").toString());
        settings.put("BEAMLET_TLS_KEY_FILE", folder.resolve("server.key").toString());
        settings.put("BEAMLET_BROKER_TLS_PORT", Integer.toString(FreePort.find()));
        settings.put("BEAMLET_BROKER_PUBLIC_HOST", "localhost");
        return folder.resolve("ca.pem");
    }

    /** {@return the variables of that file; none where none is named} */
    public static Map<String, String> backEnd() throws IOException {
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
        return authority.isPresent() ? "https://localhost:" + port : "http://127.0.0.1:" + port;
    }

    /** {@return who has signed its certificate, where it speaks TLS} */
    public Optional<Path> authority() {
        return authority;
    }

    public Path accessLog() {
        return home.resolve("cloud").resolve("access.log");
    }

    /** {@return a new token of a user, who is made where there is none of that name} */
    public String token(String user) throws IOException, InterruptedException {
        Command made = Command.run(settings, PATIENCE, "cloud", "token", "--user", user);
        if (made.exit() != 0) {
            throw new AssertionError(made.err());
        }
        String said = made.out().strip();
        return said.substring(said.lastIndexOf(' ') + 1);
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
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException _) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
