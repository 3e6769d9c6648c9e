package org.beamlet.conformance.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.TaskTimeline;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.BeamletStack;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** This version starts on the data of an earlier one, and nothing of it is lost. */
@Tag("upgrade")
class StoredDataIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(strings = "data-0.1-first")
    void tokensResultsAcceptedAndQueuedTasksOutliveTheUpgrade(String name)
            throws IOException, InterruptedException {
        StoredData old = StoredData.unpack(name, home);
        try (BeamletStack stack = new BeamletStack(home, old.text("token"))) {
            stack.startCloud();
            try (BeamletClient client = stack.client()) {
                TaskDocument succeeded = client.task(TaskId.parse(old.text("succeeded")));
                assertThat(succeeded.status()).isEqualTo("success");
                assertThat(succeeded.result()).contains("\"old\":1");
                assertThat(client.timeline(TaskId.parse(old.text("succeeded"))).steps())
                        .extracting(TaskTimeline.Step::state)
                        .containsOnlyOnce("received", "waiting-for-ep", "running", "success");
                TaskDocument failed = client.task(TaskId.parse(old.text("failed")));
                assertThat(failed.status()).isEqualTo("failed");
                assertThat(failed.exception()).contains(old.text("failed_says"));

                stack.startAgent();

                assertThat(stack.endpoint()).hasToString(old.text("endpoint"));
                List<TaskId> open = new ArrayList<>(old.tasks("accepted"));
                open.addAll(old.tasks("queued"));
                Await.until(PATIENCE, "all tasks are over", () -> over(client, open));
                assertThat(client.batchStatus(open).values())
                        .hasSize(open.size())
                        .allSatisfy(task ->
                                assertThat(task.status())
                                        .as("%s: %s", task.taskId(), task.exception())
                                        .isEqualTo("success"));
            }
        }
    }

    private static boolean over(BeamletClient client, List<TaskId> tasks) {
        return client.batchStatus(tasks).values().stream()
                        .filter(task -> task.completionT() != null)
                        .count()
                == tasks.size();
    }
}
