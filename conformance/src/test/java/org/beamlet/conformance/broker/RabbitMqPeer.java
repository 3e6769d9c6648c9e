package org.beamlet.conformance.broker;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.BrokerLogin;

/** The RabbitMQ that {@code conformance/peers/rabbitmq} runs in a folder. */
public record RabbitMqPeer(Path folder, URI management, BrokerLogin service) {
    public static RabbitMqPeer running() throws IOException {
        String given = System.getProperty("beamlet.peer", "");
        if (given.isEmpty()) {
            throw new AssertionError("no RabbitMQ is given; run: conformance/run rabbitmq");
        }
        Path folder = Path.of(given);
        Properties peer = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("peer.properties"))) {
            peer.load(in);
        }
        BrokerLogin service =
                new BrokerLogin(
                        word(peer, "user"),
                        word(peer, "password"),
                        word(peer, "host"),
                        Integer.parseInt(word(peer, "port")),
                        "/",
                        false);
        return new RabbitMqPeer(folder, URI.create(word(peer, "management")), service);
    }

    public void stop() throws IOException, InterruptedException {
        script("stop");
    }

    public void start() throws IOException, InterruptedException {
        script("start");
    }

    private void script(String verb) throws IOException, InterruptedException {
        String home = Objects.requireNonNull(System.getProperty("beamlet.conformance"));
        Path log = folder.resolve("log/script.log");
        Process process =
                new ProcessBuilder(home + "/peers/rabbitmq", verb, folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(180, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError("RabbitMQ: " + verb + ": " + Files.readString(log));
        }
    }

    private static String word(Properties peer, String key) {
        return Objects.requireNonNull(peer.getProperty(key), key);
    }
}
