package org.beamlet.conformance.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.beamlet.client.BeamletClient;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.protocol.id.CatalogFunctionId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is killed takes its task with it only where running it again could do harm. */
@Tag("durability")
class KilledWorkerIT {
    private static final FunctionId SLEEP = CatalogFunctionId.of("diagnostics.sleep", "1.0.0");
    private static final FunctionId APPEND = CatalogFunctionId.of("diagnostics.append", "1.0.0");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir Path folder;

    @Test
    void anIdempotentTaskRunsAgainAndAnotherFailsNamingWorkerAndSetting()
            throws IOException, InterruptedException {
        try (BeamletStack stack = new BeamletStack(folder)) {
            stack.startCloud();
            stack.configureEndpoint(1);
            stack.startAgent();
            assertThat(stack.beamlet("function", "register", "--all").exit()).isZero();
            try (BeamletClient client = stack.client()) {
                ObjectNode seconds = Json.NODES.objectNode().put("seconds", 15);
                TaskDocument slept = killWorkerUnder(stack, client, SLEEP, seconds);
                assertThat(slept.status()).isEqualTo("success");

                ObjectNode line =
                        Json.NODES
                                .objectNode()
                                .put("seconds", 15)
                                .put("path", folder.resolve("lines.txt").toString())
                                .put("text", "once");
                TaskDocument appended = killWorkerUnder(stack, client, APPEND, line);
                assertThat(appended.status()).isEqualTo("failed");
                assertThat(appended.exception())
                        .contains("worker")
                        .contains("signal 9")
                        .contains("max_retries_on_system_failure");
            }
        }
    }

    private static TaskDocument killWorkerUnder(
            BeamletStack stack, BeamletClient client, FunctionId function, ObjectNode arguments)
            throws InterruptedException {
        TaskId task = client.submit(stack.endpoint(), function, arguments);
        Await.until(PATIENCE, "the task runs", () -> client.task(task).status().equals("running"));
        assertThat(stack.workers()).isNotEmpty().allSatisfy(ProcessHandle::destroyForcibly);
        Await.until(PATIENCE, "it is done", () -> client.task(task).completionT() != null);
        return client.task(task);
    }
}
