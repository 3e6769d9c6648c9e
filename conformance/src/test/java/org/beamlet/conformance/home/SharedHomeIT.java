package org.beamlet.conformance.home;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One endpoint, two login nodes, one home; the service is on a third host. */
@Tag("shared-home")
class SharedHomeIT {
    private static final Map<String, String> HOSTS =
            Map.of("login07", "127.0.0.7", "login08", "127.0.0.8");

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TASKS = 16;

    @TempDir Path home;

    @SuppressWarnings("NullAway.Init")
    private BeamletStack stack;

    @SuppressWarnings("NullAway.Init")
    private LoginNode login07;

    @SuppressWarnings("NullAway.Init")
    private LoginNode login08;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = new BeamletStack(home.resolve("home"));
        stack.with("BEAMLET_SWEEP_EVERY", "1S");
        stack.startCloud();
        stack.configureEndpoint(2);
        stack.editConfig(
                "bench",
                text ->
                        text.replaceFirst("(?m)^heartbeat_period:.*$", "heartbeat_period: 5")
                                .replaceFirst(
                                        "(?m)^( *)address:.*$",
                                        "$1address: {type: address_by_hostname}\n$1max_retries_on_system_failure: 2"));
    }

    /**
     * Boots both.
     *
     * @param locks whether each sees the other's
     */
    private void boot(boolean locks) throws IOException, InterruptedException {
        Path lock = stack.endpointFolder().resolve("agent.lock");
        Files.writeString(lock, "");
        login07 = new LoginNode("login07", home.resolve("7"), HOSTS, locks ? null : lock);
        login08 = new LoginNode("login08", home.resolve("8"), HOSTS, locks ? null : lock);
        login07.boot();
        login08.boot();
    }

    @AfterEach
    void stop() throws InterruptedException {
        login07.crash();
        login08.crash();
        stack.close();
    }

    private void serves(LoginNode node) throws IOException, InterruptedException {
        assertThat(node.start(stack.environment())).as(node.said()).isTrue();
    }

    /** Starts it until it is let in, and sees that it was refused before with the reason. */
    private void servesInTheEnd(LoginNode node) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!node.start(stack.environment())) {
            assertThat(node.awaitEnd()).as(node.said()).isEqualTo(4);
            assertThat(node.said()).contains("serves on login07 since");
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    private EndpointId endpoint() throws IOException {
        return EndpointId.parse(
                Json.read(Files.readString(stack.endpointFolder().resolve("endpoint.json")))
                        .path("endpoint_id")
                        .asText());
    }

    private List<TaskId> submit(BeamletClient client, Lines lines, String name, double seconds)
            throws IOException {
        List<ObjectNode> calls = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            calls.add(lines.task(name + " " + i, seconds));
        }
        return client.submit(endpoint(), Lines.APPEND, calls);
    }

    private static void awaitAll(BeamletClient client, List<TaskId> tasks)
            throws InterruptedException {
        Await.until(PATIENCE, "all tasks are done", () -> Lines.open(client, tasks) == 0);
        Map<TaskId, TaskDocument> documents = client.batchStatus(tasks);
        assertThat(documents)
                .hasSize(tasks.size())
                .allSatisfy((id, task) ->
                        assertThat(task.status()).as("%s %s", id, task).isEqualTo("success"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoAgentsOneServesAndTheOtherSaysWhyNot(boolean locks)
            throws IOException, InterruptedException {
        boot(locks);
        serves(login07);

        assertThat(login08.start(stack.environment())).isFalse();
        assertThat(login08.awaitEnd()).isEqualTo(4);
        assertThat(login08.said())
                .startsWith("error: endpoint 'bench' (" + endpoint() + ") serves on login07 since ")
                .contains(", pid %d,".formatted(login07.pid()))
                .contains("; stop it there with `beamlet endpoint stop bench`, or wait:");
        // Neither may cron start a second one, or mail every few minutes.
        Command kept =
                login08.beamlet(stack.environment(), "endpoint", "start", "bench", "--keep-alive");
        assertThat(kept).isEqualTo(new Command(0, "", ""));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, false);
            Lines lines = new Lines(home.resolve("one.txt"));
            awaitAll(client, submit(client, lines, "one", 0));
            assertThat(lines.counts()).hasSize(TASKS).allSatisfy((_, n) -> assertThat(n).isOne());
        }
        assertThat(login07.beamlet(stack.environment(), "endpoint", "stop", "bench").exit())
                .isZero();
        assertThat(login07.awaitEnd()).isEqualTo(143);

        // Stopped by hand, it stays so until it is started by hand.
        assertThat(
                        login08.beamlet(
                                        stack.environment(),
                                        "endpoint",
                                        "start",
                                        "bench",
                                        "--keep-alive")
                                .exit())
                .isZero();
        assertThat(stack.endpointFolder().resolve("agent.pid")).doesNotExist();
        serves(login08);
    }

    @Test
    void anAgentThatWasKilledIsFollowedOnItsNodeAtOnceAndNothingRunsTwice()
            throws IOException, InterruptedException {
        boot(false);
        serves(login07);
        Lines lines = new Lines(home.resolve("killed.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, false);
            List<TaskId> tasks = submit(client, lines, "killed", 0.5);
            Await.until(PATIENCE, "some are done", () -> lines.counts().size() > 2);

            login07.signal("KILL");
            login07.awaitEnd();
            serves(login07);

            awaitAll(client, tasks);
        }
        assertThat(lines.counts()).hasSize(TASKS).allSatisfy((_, n) -> assertThat(n).isOne());
    }

    @Test
    void afterARebootTheSameNodeGoesOnAtOnce() throws IOException, InterruptedException {
        boot(true);
        serves(login07);
        Lines lines = new Lines(home.resolve("reboot.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
            List<TaskId> tasks = submit(client, lines, "reboot", 0.5);
            Await.until(PATIENCE, "some are done", () -> lines.counts().size() > 2);

            login07.crash();
            login07.boot();
            serves(login07);

            awaitAll(client, tasks);
        }
        assertThat(lines.counts()).hasSize(TASKS);
    }

    @Test
    void whatANodeThatIsGoneHadTakenOnIsDoneByTheOther() throws IOException, InterruptedException {
        boot(false);
        serves(login07);
        Lines lines = new Lines(home.resolve("gone.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
            List<TaskId> tasks = submit(client, lines, "gone", 0.5);
            Await.until(PATIENCE, "some are done", () -> lines.counts().size() > 2);

            login07.crash();
            servesInTheEnd(login08);

            awaitAll(client, tasks);
        }
        assertThat(lines.counts()).hasSize(TASKS);
    }

    @Test
    void anAgentThatComesBackAfterItsLeaseWentToAnotherEndsWithTheReason()
            throws IOException, InterruptedException {
        boot(false);
        serves(login07);
        Lines lines = new Lines(home.resolve("stale.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
            List<TaskId> tasks = submit(client, lines, "stale", 1);
            Await.until(PATIENCE, "some are done", () -> lines.counts().size() > 2);

            login07.signal("STOP");
            servesInTheEnd(login08);
            List<TaskId> later = submit(client, lines, "later", 0);
            awaitAll(client, later);
            login07.signal("CONT");

            assertThat(login07.awaitEnd()).as(login07.said()).isEqualTo(4);
            assertThat(login07.said())
                    .contains("its lease is another's")
                    .contains("serves on login08 since ")
                    .contains(", pid %d,".formatted(login08.pid()));
            awaitAll(client, tasks);
            // What the stale one left behind has not harmed the journal of the other.
            login08.signal("KILL");
            login08.awaitEnd();
            serves(login08);
            awaitAll(client, submit(client, lines, "last", 0));
        }
        assertThat(lines.counts()).hasSize(3 * TASKS);
    }

    @Test
    void journalsOnTheNodesOwnDisksContradictNobody() throws IOException, InterruptedException {
        stack.editConfig("bench", text -> "state_dir: /run/beamlet-state\n" + text);
        boot(false);
        serves(login07);
        Lines lines = new Lines(home.resolve("apart.txt"));
        try (BeamletClient client = stack.client()) {
            Lines.register(client, true);
            List<TaskId> tasks = submit(client, lines, "apart", 0.5);
            Await.until(PATIENCE, "some are done", () -> lines.counts().size() > 2);
            assertThat(stack.endpointFolder().resolve("journal")).doesNotExist();

            login07.crash();
            servesInTheEnd(login08);
            assertThat(Files.readString(stack.endpointFolder().resolve("agent.log")))
                    .contains("the last agent ran on login07, and its journal");
            awaitAll(client, tasks);
            Map<String, Long> before = lines.counts();
            assertThat(before).hasSize(TASKS);
            assertThat(login08.beamlet(stack.environment(), "endpoint", "stop", "bench").exit())
                    .isZero();

            // It finds a journal with tasks that are done by now.
            login07.boot();
            serves(login07);
            awaitAll(client, submit(client, lines, "again", 0));
            assertThat(lines.counts()).hasSize(2 * TASKS).containsAllEntriesOf(before);
        }
    }
}
