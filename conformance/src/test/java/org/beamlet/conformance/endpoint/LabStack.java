package org.beamlet.conformance.endpoint;

import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.beamlet.conformance.stack.BeamletStack;

/** A service on the one port that the SDK's local mode knows, and a manager endpoint. */
final class LabStack {
    static final int PORT = 5000;

    private final Path folder;
    private final BeamletStack stack;
    private final Manager manager;

    private LabStack(Path folder, BeamletStack stack, Manager manager) {
        this.folder = folder;
        this.stack = stack;
        this.manager = manager;
    }

    static LabStack start(Path folder) throws IOException, InterruptedException {
        requireFree();
        BeamletStack stack = new BeamletStack(folder.resolve("home"), PORT, service());
        try {
            stack.startCloud();
            Path login = folder.resolve("client.env");
            var made = stack.beamlet("cloud", "client", "--user", "tester", "--save", login + "");
            if (made.exit() != 0) {
                throw new AssertionError(made.err());
            }
            Path endpoints = Files.createDirectories(folder.resolve("endpoints"));
            Manager manager =
                    Manager.start(endpoints, variables(login), "http://localhost:" + PORT);
            LabStack lab = new LabStack(folder, stack, manager);
            lab.scenario("online").succeeds();
            return lab;
        } catch (IOException | InterruptedException | RuntimeException | Error e) {
            stack.close();
            throw e;
        }
    }

    private static void requireFree() throws IOException {
        try (ServerSocket socket = new ServerSocket(PORT, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(
                    "port %d is in use, and the SDK's local mode knows no other: stop what listens"
                                    .formatted(PORT)
                            + " there (`ss -ltnp`) and run the suite again",
                    e);
        }
    }

    /**
     * The service's settings: those of the file that -Dbeamlet.service.settings names, and the
     * lab's.
     */
    private static Map<String, String> service() throws IOException {
        Map<String, String> environment = new HashMap<>();
        String backend = System.getProperty("beamlet.service.settings", "");
        if (!backend.isEmpty()) {
            environment.putAll(variables(Path.of(backend)));
        }
        environment.put("BEAMLET_AUTH_LAB", "true");
        // One user plays several here, in a hurry.
        environment.put("BEAMLET_RATE_LIMIT_REQUESTS", "0");
        return environment;
    }

    private static Map<String, String> variables(Path file) throws IOException {
        Properties lines = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            lines.load(in);
        }
        Map<String, String> variables = new HashMap<>();
        lines.stringPropertyNames().forEach(name -> variables.put(name, lines.getProperty(name)));
        return variables;
    }

    private int brokerPort() {
        String url = stack.environment().get("BEAMLET_BROKER_URL");
        return url == null ? stack.brokerPort() : URI.create(url).getPort();
    }

    BeamletStack cloud() {
        return stack;
    }

    Manager manager() {
        return manager;
    }

    void startManagerAgain() throws IOException, InterruptedException {
        manager.startAgain();
        scenario("online").succeeds();
    }

    Scenario scenario(String name) throws IOException {
        return scenario(name, Map.of());
    }

    Scenario scenario(String name, Map<String, ?> more) throws IOException {
        Map<String, Object> order = new HashMap<>(more);
        order.put("token", stack.environment().get("BEAMLET_TOKEN"));
        order.put("endpoint", manager.id());
        order.put("folder", folder.toString());
        order.put("broker_port", brokerPort());
        return Scenario.start(name, folder, order);
    }

    public void close() throws InterruptedException {
        manager.close();
        stack.close();
    }
}
