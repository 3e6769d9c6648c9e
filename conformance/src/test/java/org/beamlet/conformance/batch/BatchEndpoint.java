package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/** An endpoint whose blocks are jobs; its agent is a process that a test may kill. */
final class BatchEndpoint implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final BeamletStack stack;
    private final Path home;
    private final String name;
    private final Map<String, String> environment;
    private @Nullable Process agent;
    private @Nullable EndpointId id;

    BatchEndpoint(BeamletStack stack, Path home, String name, Map<String, String> environment) {
        this.stack = stack;
        this.home = home;
        this.name = name;
        this.environment = new HashMap<>(environment);
    }

    private Path folder() {
        return home.resolve("endpoints").resolve(name);
    }

    /** {@return the file with the agent's process id} */
    Path pidFile() {
        return folder().resolve("agent.pid");
    }

    Path log() {
        return folder().resolve("agent.log");
    }

    /** Sets a variable for agents that are started from here on. */
    void with(String variable, String value) {
        environment.put(variable, value);
    }

    /** Writes the configuration; nodes run one task at a time, and idle blocks go soon. */
    void configure(String provider) throws IOException, InterruptedException {
        configure(2, provider);
    }

    /**
     * The same.
     *
     * @param retries how often a task is placed again whose block was lost
     */
    void configure(int retries, String provider) throws IOException, InterruptedException {
        if (!Files.exists(folder())) {
            assertThat(stack.beamlet("endpoint", "configure", name).exit()).isZero();
        }
        Files.writeString(
                folder().resolve("config.yaml"),
                """
                engine:
                  type: GlobusComputeEngine
                  address: 127.0.0.1
                  max_workers_per_node: 1
                  max_retries_on_system_failure: %d
                  heartbeat_period: 2
                  heartbeat_threshold: 10
                  job_status_kwargs: {max_idletime: 3, strategy_period: 1}
                  provider:
                    %s
                """
                        .formatted(retries, provider));
    }

    EndpointId start() throws IOException, InterruptedException {
        Path ready = home.resolve(name + ".ready");
        Files.deleteIfExists(ready);
        Path err = home.resolve(name + ".err");
        Process process =
                Command.start(
                        stack.environment(environment),
                        home.resolve(name + ".out"),
                        err,
                        "endpoint",
                        "start",
                        name,
                        "--ready-file",
                        ready.toString());
        agent = process;
        Await.until(PATIENCE, name + " is ready", () -> Files.exists(ready) || !process.isAlive());
        if (!Files.exists(ready)) {
            throw new BeamletException(
                    ErrorCode.COMMAND_FAILED, Files.readString(err), "read its log, " + log());
        }
        JsonNode told = Json.read(Files.readString(ready));
        EndpointId started = EndpointId.parse(told.path("endpoint_id").asText());
        id = started;
        return started;
    }

    EndpointId id() {
        EndpointId known = id;
        if (known == null) {
            throw new IllegalStateException("it was never started");
        }
        return known;
    }

    boolean runs() {
        Process process = agent;
        return process != null && process.isAlive();
    }

    void kill() throws InterruptedException {
        Process process = agent;
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    /** Ends it as a user does; its blocks go with it. */
    void stop() throws InterruptedException {
        Process process = agent;
        if (process != null) {
            process.destroy();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError(name + " did not end within a minute, see " + log());
            }
        }
    }

    /** {@return what `status --json` prints of the agent} */
    JsonNode status() {
        try {
            Command told = stack.beamlet("endpoint", "status", name, "--json");
            assertThat(told.exit()).as(told.err()).isZero();
            return Json.read(told.out()).path("agent");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@return what `status` prints for people} */
    String screen() throws IOException, InterruptedException {
        return stack.beamlet("endpoint", "status", name).out();
    }

    static List<JsonNode> blocks(JsonNode status) {
        return StreamSupport.stream(status.path("blocks").spliterator(), false).toList();
    }

    static String warnings(JsonNode status) {
        List<String> all = new ArrayList<>();
        status.path("warnings").forEach(warning -> all.add(warning.asText()));
        return String.join("\n", all);
    }

    /** {@return the ids of the jobs of its blocks} */
    List<String> jobs() {
        return blocks(status()).stream().map(block -> block.path("job_id").asText()).toList();
    }

    /** Waits until the status is so; {@return that status} */
    JsonNode await(Duration limit, String what, Predicate<JsonNode> isSo)
            throws InterruptedException {
        List<JsonNode> last = new ArrayList<>(List.of(Json.NODES.nullNode()));
        try {
            Await.until(
                    limit,
                    what,
                    () -> {
                        last.set(0, status());
                        return isSo.test(last.get(0));
                    });
        } catch (BeamletException e) {
            throw new AssertionError(e.what() + "; status: " + last.get(0), e);
        }
        return last.get(0);
    }

    /** {@return whether so many blocks are in the state} */
    static Predicate<JsonNode> holds(int count, String state) {
        return status ->
                blocks(status).stream()
                                .filter(block -> block.path("state").asText().equals(state))
                                .count()
                        == count;
    }

    /** Gives all blocks back, also where a test has failed. */
    @Override
    public void close() {
        try {
            if (!runs()) {
                start();
            }
            stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
