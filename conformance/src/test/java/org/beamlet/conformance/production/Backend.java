package org.beamlet.conformance.production;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.peer.Rest;

/** What {@code conformance/peers/backend production} starts. */
final class Backend implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 240;

    private final Path folder;

    private Backend(Path folder) {
        this.folder = folder;
    }

    /** Starts them in the folder that the suite names: after the build, which replaces programs. */
    static Backend start(int replicas) throws IOException, InterruptedException {
        String given = System.getProperty("beamlet.peer", "");
        if (given.isEmpty()) {
            throw new AssertionError("no service is given; run: conformance/run postgresql");
        }
        Backend backend = new Backend(Path.of(given));
        Files.createDirectories(backend.folder);
        backend.script(
                "backend",
                "production",
                "start",
                backend.folder.toString(),
                Integer.toString(replicas));
        return backend;
    }

    @Override
    public void close() throws IOException {
        try {
            script("backend", "production", "stop", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the service was stopped", e);
        }
    }

    /** {@return a caller of a replica, counted from 1} */
    Rest rest(int replica) throws IOException {
        Path token = Path.of(word("token_file"));
        return new Rest(word("replica.%d.url".formatted(replica)), Files.readString(token).strip());
    }

    private long pid(int replica) throws IOException {
        return Long.parseLong(word("replica.%d.pid".formatted(replica)));
    }

    /** As {@code kill -9}. */
    void killReplica(int replica) throws IOException {
        ProcessHandle process = ProcessHandle.of(pid(replica)).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    void startReplica(int replica) throws IOException, InterruptedException {
        script("backend", "production", "replica", folder.toString(), Integer.toString(replica));
    }

    void killDatabase() throws IOException, InterruptedException {
        script("postgresql", "kill", folder.resolve("postgresql").toString());
    }

    void startDatabase() throws IOException, InterruptedException {
        script("postgresql", "start", folder.resolve("postgresql").toString());
    }

    void killBroker() throws IOException, InterruptedException {
        script("rabbitmq", "kill", folder.resolve("rabbitmq").toString());
    }

    void startBroker() throws IOException, InterruptedException {
        script("rabbitmq", "start", folder.resolve("rabbitmq").toString());
    }

    private void script(String... words) throws IOException, InterruptedException {
        String home = Objects.requireNonNull(System.getProperty("beamlet.conformance"));
        List<String> line = new ArrayList<>(Arrays.asList(words));
        line.set(0, home + "/peers/" + words[0]);
        Path log = folder.resolve(words[0] + ".script.log");
        Process process =
                new ProcessBuilder(line)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(String.join(" ", words) + ": " + Files.readString(log));
        }
    }

    private String word(String key) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(folder.resolve("backend.properties"))) {
            properties.load(in);
        }
        return Objects.requireNonNull(properties.getProperty(key), key);
    }
}
