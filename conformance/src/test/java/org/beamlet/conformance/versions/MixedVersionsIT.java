package org.beamlet.conformance.versions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.conformance.stack.Command;
import org.beamlet.conformance.stack.Installation;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Service, agent and command of this version and of the previous one work together. */
@Tag("versions")
class MixedVersionsIT {
    private static final int TASKS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir Path home;

    /** Which part of a facility is ahead of the others. */
    enum Ahead {
        SERVICE,
        AGENT;

        Installation service() {
            return this == SERVICE ? Installation.HERE : Installation.previous();
        }

        Installation agent() {
            return this == AGENT ? Installation.HERE : Installation.previous();
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachServesTheOther(Ahead ahead) throws IOException, InterruptedException {
        try (BeamletStack stack = new BeamletStack(home)) {
            stack.serviceIs(ahead.service());
            stack.agentIs(ahead.agent());
            start(stack);
            try (BeamletClient client = stack.client()) {
                List<TaskId> tasks = submit(stack, client, 0);
                Await.until(PATIENCE, "some tasks are done", () -> lines().size() >= 5);
                stack.killAgent();
                stack.startAgent();
                Await.until(PATIENCE, "more tasks are done", () -> lines().size() >= 15);
                stack.killCloud();
                stack.startCloud();
                assertAllDoneOnce(client, tasks);
                assertErrorsArrive(stack, client);
            }
            for (Installation one : List.of(Installation.HERE, Installation.previous())) {
                assertCommandRuns(stack, one);
            }
        }
    }

    /**
     * The part that is ahead was installed in place of the previous version, with work under way.
     */
    @ParameterizedTest
    @EnumSource
    void aFacilityIsUpgradedUnderWay(Ahead first) throws IOException, InterruptedException {
        try (BeamletStack stack = new BeamletStack(home)) {
            stack.serviceIs(Installation.previous());
            stack.agentIs(Installation.previous());
            start(stack);
            try (BeamletClient client = stack.client()) {
                List<TaskId> tasks = new ArrayList<>(submit(stack, client, 0));
                Await.until(PATIENCE, "some tasks are done", () -> lines().size() >= 5);
                upgrade(stack, first);
                tasks.addAll(submit(stack, client, TASKS));
                Await.until(PATIENCE, "more tasks are done", () -> lines().size() >= TASKS);
                upgrade(stack, first == Ahead.AGENT ? Ahead.SERVICE : Ahead.AGENT);
                tasks.addAll(submit(stack, client, 2 * TASKS));
                assertAllDoneOnce(client, tasks);
            }
        }
    }

    private static void start(BeamletStack stack) throws IOException, InterruptedException {
        stack.startCloud();
        stack.configureEndpoint(2);
        stack.startAgent();
        assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
    }

    private static void upgrade(BeamletStack stack, Ahead part)
            throws IOException, InterruptedException {
        switch (part) {
            case SERVICE -> {
                stack.stopCloud();
                stack.serviceIs(Installation.HERE);
                stack.startCloud();
            }
            case AGENT -> {
                stack.stopAgent();
                stack.agentIs(Installation.HERE);
                stack.startAgent();
            }
        }
    }

    /** Each task writes a line of its own. */
    private List<TaskId> submit(BeamletStack stack, BeamletClient client, int from) {
        List<ObjectNode> calls = new ArrayList<>();
        for (int i = from; i < from + TASKS; i++) {
            calls.add(
                    Json.NODES
                            .objectNode()
                            .put("path", journal().toString())
                            .put("text", "task " + i)
                            .put("seconds", 0.2));
        }
        return client.submit(
                stack.endpoint(), CatalogFunctionId.of("diagnostics.append", "1.0.0"), calls);
    }

    private void assertAllDoneOnce(BeamletClient client, List<TaskId> tasks)
            throws InterruptedException {
        Await.until(PATIENCE, "all tasks are over", () -> over(client, tasks) == tasks.size());
        assertThat(client.batchStatus(tasks).values())
                .hasSize(tasks.size())
                .allSatisfy(task ->
                        assertThat(task.status())
                                .as("%s: %s", task.taskId(), task.exception())
                                .isEqualTo("success"));
        assertThat(lines()).hasSize(tasks.size()).doesNotHaveDuplicates();
    }

    private static void assertErrorsArrive(BeamletStack stack, BeamletClient client)
            throws InterruptedException {
        ObjectNode wrong = Json.NODES.objectNode().put("text", "nowhere");
        TaskId failing =
                client.submit(
                        stack.endpoint(),
                        CatalogFunctionId.of("diagnostics.append", "1.0.0"),
                        wrong);
        Await.until(PATIENCE, "it has failed", () -> over(client, List.of(failing)) == 1);
        TaskDocument task = client.task(failing);
        assertThat(task.status()).isEqualTo("failed");
        assertThat(task.exception()).contains("path");
    }

    private static void assertCommandRuns(BeamletStack stack, Installation by)
            throws IOException, InterruptedException {
        Command run =
                by.run(
                        stack.environment(),
                        PATIENCE,
                        "run",
                        "diagnostics.noop",
                        "--endpoint",
                        stack.endpoint().toString(),
                        "--arg",
                        "echo=still here");
        assertThat(run.exit()).as("%s%n%s", run.out(), run.err()).isZero();
        assertThat(run.out()).contains("still here");
    }

    private static long over(BeamletClient client, List<TaskId> tasks) {
        return client.batchStatus(tasks).values().stream()
                .filter(task -> task.completionT() != null)
                .count();
    }

    private Path journal() {
        return home.resolve("lines.txt");
    }

    private List<String> lines() {
        try {
            return Files.exists(journal()) ? Files.readAllLines(journal()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
