package org.beamlet.cloud.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.beamlet.cloud.peer.Await;
import org.beamlet.cloud.peer.Rest;
import org.beamlet.cloud.peer.TestStores;
import org.beamlet.cloud.store.StoreSettings;
import org.beamlet.protocol.json.Json;

/** The packaged service as a process, and its commands. */
final class ServiceProcess implements AutoCloseable {
    private static final Path JAR =
            Path.of("target", "quarkus-app", "quarkus-run.jar").toAbsolutePath();

    private final Path home;
    private final Process process;
    private final JsonNode ready;

    private ServiceProcess(Path home, Process process, JsonNode ready) {
        this.home = home;
        this.process = process;
        this.ready = ready;
    }

    /** Starts a service on free ports, or on those of {@code more}; it counts no requests. */
    static ServiceProcess start(Path home, String... more) throws Exception {
        return start(home, Map.of("beamlet.rate-limit.requests", "0"), more);
    }

    static ServiceProcess start(Path home, Map<String, String> settings, String... more)
            throws Exception {
        Path file = home.resolve("ready.json");
        Files.deleteIfExists(file);
        List<String> arguments = new ArrayList<>(List.of("start", "--ready-file", file.toString()));
        arguments.addAll(
                more.length == 0 ? List.of("--port", "0", "--broker-port", "0") : List.of(more));
        Process process = launch(home, settings, arguments, home.resolve("start"));
        Await.until("the service is ready", () -> Files.exists(file) || !process.isAlive());
        Assertions.assertThat(process.isAlive())
                .as(Files.readString(home.resolve("start.err")))
                .isTrue();
        return new ServiceProcess(home, process, Json.read(Files.readString(file)));
    }

    private static Process launch(
            Path home, Map<String, String> settings, List<String> arguments, Path output)
            throws IOException {
        List<String> line =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                // It lives for seconds, in which the full compiler costs more.
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow"));
        settings.forEach((name, value) -> line.add("-D%s=%s".formatted(name, value)));
        line.addAll(List.of("-jar", JAR.toString()));
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("BEAMLET_HOME", home.toString());
        StoreSettings store = TestStores.settings(home.resolve("store"));
        store.url()
                .ifPresent(url -> {
                    builder.environment().put("BEAMLET_STORE_URL", url);
                    builder.environment().put("BEAMLET_STORE_USER", store.user());
                    builder.environment().put("BEAMLET_STORE_PASSWORD", store.password());
                });
        return builder.redirectOutput(Path.of(output + ".out").toFile())
                .redirectError(Path.of(output + ".err").toFile())
                .start();
    }

    /** What a command said. */
    record Said(int exit, String out, String err) {
        String lastWord() {
            Assertions.assertThat(exit).as(err).isZero();
            String text = out.strip();
            return text.substring(text.lastIndexOf(' ') + 1);
        }
    }

    /** Runs a command of {@code beamlet cloud} to its end. */
    static Said command(Path home, String... arguments) throws Exception {
        Path output = Files.createTempFile(home, "command", "");
        Process process = launch(home, Map.of(), List.of(arguments), output);
        Assertions.assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
        return new Said(
                process.exitValue(),
                Files.readString(Path.of(output + ".out")),
                Files.readString(Path.of(output + ".err")));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String url() {
        return ready.path("url").asText();
    }

    int port() {
        return Integer.parseInt(url().substring(url().lastIndexOf(':') + 1));
    }

    int brokerPort() {
        return ready.path("broker_port").asInt();
    }

    JsonNode ready() {
        return ready;
    }

    /** {@return a caller with a fresh token of that user} */
    Rest user(String name) throws Exception {
        return new Rest(url(), command(home, "token", "--user", name).lastWord());
    }

    Rest nobody() {
        return new Rest(url(), null);
    }

    /** As {@code kill -9}: nothing in the process learns of it. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As SIGTERM, without waiting. */
    void terminate() {
        process.destroy();
    }

    /** As SIGTERM. */
    int stop() throws InterruptedException {
        process.destroy();
        Assertions.assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
