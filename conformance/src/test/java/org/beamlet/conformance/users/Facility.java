package org.beamlet.conformance.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.beamlet.client.BeamletClient;
import org.beamlet.cloud.store.Store;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;

/** A service, its people, and endpoints that are started as one account or another. */
final class Facility implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(3);

    final UsersPeer peer;
    final BeamletStack stack;
    private final Path folder;
    private final Map<String, String> tokens = new HashMap<>();
    private final List<Process> agents = new ArrayList<>();

    Facility(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        this.peer = UsersPeer.here();
        this.stack = new BeamletStack(folder.resolve("home"));
        stack.startCloud();
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
        }
    }

    /** {@return the token of a person, who becomes one where there is none of that name} */
    String token(String person) throws IOException, InterruptedException {
        if (!tokens.containsKey(person)) {
            Command minted = stack.beamlet("cloud", "token", "--user=" + person);
            String said = minted.out().strip();
            assertThat(minted.exit()).as(minted.err()).isZero();
            tokens.put(person, said.substring(said.lastIndexOf(' ') + 1));
        }
        return tokens.getOrDefault(person, "");
    }

    BeamletClient client(String person) throws IOException, InterruptedException {
        return new BeamletClient(stack.url(), token(person), Duration.ofMinutes(4));
    }

    /** Starts an endpoint that is configured. */
    EndpointId start(List<String> before, Map<String, String> other, String name, String... more)
            throws IOException, InterruptedException {
        Path ready = Path.of(other.getOrDefault("BEAMLET_HOME", folder + "/home"), name + ".ready");
        List<String> line = new ArrayList<>(before);
        line.add(peer.installation().root().resolve("beamlet").toString());
        line.addAll(List.of("endpoint", "start", name, "--ready-file", ready.toString()));
        line.addAll(List.of(more));
        ProcessBuilder builder =
                new ProcessBuilder(line)
                        .directory(Path.of("/").toFile())
                        .redirectOutput(folder.resolve(name + ".out").toFile())
                        .redirectError(folder.resolve(name + ".err").toFile());
        builder.environment().putAll(stack.environment(other));
        Process process = builder.start();
        agents.add(process);
        Await.until(PATIENCE, name + " is ready", () -> Files.exists(ready) || !process.isAlive());
        assertThat(ready).as(Files.readString(folder.resolve(name + ".err"))).exists();
        return EndpointId.parse(Json.read(Files.readString(ready)).path("endpoint_id").asText());
    }

    /** Has a person's task add a line to a file; {@return what became of it} */
    TaskDocument append(String person, EndpointId endpoint, String file, String text)
            throws IOException, InterruptedException {
        try (BeamletClient client = client(person)) {
            ObjectNode call = Json.NODES.objectNode().put("path", file).put("text", text);
            TaskId task = client.submit(endpoint, Lines.APPEND, call);
            Await.until(
                    PATIENCE,
                    "the task of %s has ended".formatted(person),
                    () -> client.task(task).completionT() != null);
            return client.task(task);
        }
    }

    /**
     * {@return what the service has written down, once it has something of each of these people}
     */
    Trail written(String... people) throws IOException, InterruptedException {
        Await.until(
                PATIENCE,
                "the service has written it down",
                () -> {
                    Trail now = Trail.of(served("audit"));
                    return List.of(people).stream()
                            .noneMatch(one -> now.of("/submit", one).entries().isEmpty());
                });
        return Trail.of(served("audit"));
    }

    private String served(String... command) {
        try {
            List<String> line = new ArrayList<>(List.of("cloud"));
            line.addAll(List.of(command));
            return stack.beamlet(line.toArray(String[]::new)).out();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Takes an entry out of the store, as somebody might who can write there. */
    void takeOutOfTheStore(long seq) throws IOException, InterruptedException {
        Command whole = stack.beamlet("cloud", "audit", "--verify");
        assertThat(whole.exit()).as(whole.out()).isZero();
        stack.stopCloud();
        try (Store store = Store.open(folder.resolve("home/cloud/store"))) {
            int gone =
                    store.<Integer>transaction(
                            handle -> handle.execute("DELETE FROM audit WHERE chain_seq = ?", seq));
            assertThat(gone).isOne();
        }
        Command broken = stack.beamlet("cloud", "audit", "--verify");
        assertThat(broken.exit()).isOne();
        assertThat(broken.out()).contains("NOT WHOLE: entry %d is missing".formatted(seq));
    }

    /**
     * Takes a line out of an endpoint's audit.
     *
     * @param check how the command that looks at it is run
     */
    static void takeOut(Path file, long seq, Check check) throws IOException, InterruptedException {
        Command whole = check.run();
        assertThat(whole.exit()).as("%s %s", whole.out(), whole.err()).isZero();
        assertThat(whole.out()).startsWith("whole: ");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        boolean gone = lines.removeIf(line -> Json.read(line).path("seq").asLong() == seq);
        assertThat(gone).isTrue();
        Files.write(file, lines);
        Command broken = check.run();
        assertThat(broken.exit()).as(broken.out()).isOne();
        assertThat(broken.out()).contains("NOT WHOLE: entry %d is missing".formatted(seq));
    }

    /** Looks whether an audit is whole. */
    @FunctionalInterface
    interface Check {
        Command run() throws IOException, InterruptedException;
    }

    /** Ends what was started, gently. */
    void stopAgents() throws InterruptedException {
        for (Process agent : agents) {
            agent.destroy();
            if (!agent.waitFor(60, TimeUnit.SECONDS)) {
                agent.destroyForcibly().waitFor();
            }
        }
        agents.clear();
    }

    @Override
    public void close() {
        try {
            stopAgents();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        stack.close();
    }
}
