package org.beamlet.conformance.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that is killed finishes, once started again, what it had accepted. */
@Tag("durability")
class KilledAgentIT {
    private static final int TASKS = 50;

    @TempDir Path folder;

    @Test
    void fiftyAcceptedTasksFinishAndNoneTwice() throws IOException, InterruptedException {
        try (BeamletStack stack = new BeamletStack(folder)) {
            stack.startCloud();
            stack.configureEndpoint(2);
            stack.startAgent();
            assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
            try (BeamletClient client = stack.client();
                    ResultTap tap = ResultTap.on(client)) {
                Path journal = folder.resolve("lines.txt");
                tap.submit(
                        stack.endpoint(),
                        CatalogFunctionId.of("diagnostics.append", "1.0.0"),
                        appends(journal));
                Await.until(
                        Duration.ofMinutes(3),
                        "some of the tasks are done",
                        () -> lines(journal) >= 5);

                stack.killAgent();
                stack.startAgent();

                Await.until(
                        Duration.ofMinutes(2),
                        "all tasks are done",
                        () -> done(client, tap.tasks()).size() == TASKS);
                assertThat(done(client, tap.tasks()))
                        .allSatisfy((id, task) ->
                                assertThat(task.status()).as("%s", id).isEqualTo("success"));
                // The stream is fed behind what REST tells.
                Await.until(
                        Duration.ofMinutes(3),
                        "all results are on the stream",
                        () -> tap.resultsPerTask().size() == TASKS);
                assertThat(tap.resultsPerTask())
                        .as("results on the stream")
                        .hasSize(TASKS)
                        .allSatisfy((id, count) -> assertThat(count).as("%s", id).isEqualTo(1));
                assertThat(countedLines(journal))
                        .as("runs of each task")
                        .hasSize(TASKS)
                        .allSatisfy((line, count) -> assertThat(count).as(line).isEqualTo(1));
            }
        }
    }

    private static List<ObjectNode> appends(Path file) {
        List<ObjectNode> calls = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            calls.add(
                    Json.NODES
                            .objectNode()
                            .put("path", file.toString())
                            .put("text", "task " + i)
                            .put("seconds", 0.2));
        }
        return calls;
    }

    private static Map<TaskId, TaskDocument> done(BeamletClient client, List<TaskId> tasks) {
        Map<TaskId, TaskDocument> done = new HashMap<>(client.batchStatus(tasks));
        done.values().removeIf(task -> task.completionT() == null);
        return done;
    }

    private static int lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file).size() : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    private static Map<String, Integer> countedLines(Path file) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        Files.readAllLines(file).forEach(line -> counts.merge(line, 1, Integer::sum));
        return counts;
    }
}
