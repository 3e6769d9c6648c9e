package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskDocument;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What holds on every batch system. */
@Tag("batch")
class BlocksIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path home;

    private static BatchStand stand;

    @BeforeAll
    static void begin() throws IOException, InterruptedException {
        stand = new BatchStand(home);
    }

    @AfterAll
    static void end() {
        stand.close();
    }

    @AfterEach
    void nothingIsLeft() throws InterruptedException {
        stand.noJobIsLeft();
    }

    @Test
    @Tag("brief")
    void blocksComeWithTasksAndGoWithoutThem() throws Exception {
        Lines lines = stand.lines("elastic");
        try (BatchEndpoint endpoint = stand.endpoint("elastic")) {
            endpoint.configure(stand.site.provider(3));
            endpoint.start();
            assertThat(stand.site.jobs()).isEmpty();
            Set<String> before = stand.site.known();

            List<TaskId> tasks = stand.submit(endpoint, lines, 6, BatchStand.numbered(6));
            JsonNode most =
                    endpoint.await(PATIENCE, "3 blocks run", BatchEndpoint.holds(3, "running"));
            assertThat(BatchEndpoint.blocks(most)).hasSize(3);
            assertThat(stand.site.jobs()).hasSize(3);

            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.await(PATIENCE, "no block is left", now -> now.path("blocks").isEmpty());
            stand.noJobIsLeft();
            assertThat(stand.site.since(before))
                    .as("jobs that were asked for")
                    .hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void aHeldJobIsToldAndItsTaskWaits() throws Exception {
        Lines lines = stand.lines("held");
        try (BatchEndpoint endpoint = stand.endpoint("held")) {
            endpoint.configure(stand.site.provider(1, stand.site.held()));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "waits");

            JsonNode held = endpoint.await(PATIENCE, "held", BatchEndpoint.holds(1, "held"));
            String job = endpoint.jobs().getFirst();
            assertThat(BatchEndpoint.warnings(held))
                    .contains("held")
                    .contains(stand.site.release());
            assertThat(stand.client.task(tasks.getFirst()).completionT()).isNull();

            stand.site.release(job);
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    @Test
    void aJobThatIsCancelledIsToldAndItsTaskRunsInAnother() throws Exception {
        Lines lines = stand.lines("cancelled");
        try (BatchEndpoint endpoint = stand.endpoint("cancelled")) {
            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 8, "again");
            stand.awaitRunning(tasks);
            String job = endpoint.jobs().getFirst();

            stand.site.cancel(job);

            endpoint.await(
                    PATIENCE,
                    "another block runs",
                    now -> BatchEndpoint.holds(1, "running").test(now) && !jobs(now).contains(job));
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    @Test
    void aTaskThatOutlivesItsBlockFailsAndTheNextRunsInAnother() throws Exception {
        Lines lines = stand.lines("walltime");
        try (BatchEndpoint endpoint = stand.endpoint("walltime")) {
            endpoint.configure(0, stand.site.provider(1, "walltime: 00:01:00"));
            endpoint.start();
            TaskId tooLong = stand.submit(endpoint, lines, 600, "too long").getFirst();
            stand.awaitRunning(List.of(tooLong));
            List<TaskId> next = stand.submit(endpoint, lines, 0, "next");

            // It is placed again where it was idempotent: three minutes, and then nobody tries any
            // more.
            stand.succeedOnce(next, lines, Duration.ofMinutes(5));
            Await.until(
                    Duration.ofMinutes(5),
                    "the other is over",
                    () -> stand.client.task(tooLong).completionT() != null);
            TaskDocument over = stand.client.task(tooLong);
            assertThat(over.status()).isEqualTo("failed");
            assertThat(over.exception())
                    .contains("came to the end of its walltime")
                    .contains("raise walltime");
        }
    }

    @Test
    void aTaskWhoseNodeIsLostRunsOnAnother() throws Exception {
        Lines lines = stand.lines("lost");
        try (BatchEndpoint endpoint = stand.endpoint("lost")) {
            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 8, "again");
            stand.awaitRunning(tasks);
            String node =
                    stand.site.run("squeue", "-h", "--me", "-t", "running", "-o", "%N").strip();

            stand.site.peer("kill-node", node);
            try {
                stand.succeedOnce(tasks, lines, PATIENCE);
            } finally {
                stand.site.peer("revive-node", node);
            }
        }
    }

    @Test
    void aKilledAgentFindsItsBlocksAndTheirTasksAgain() throws Exception {
        Lines lines = stand.lines("killed");
        try (BatchEndpoint endpoint = stand.endpoint("killed")) {
            endpoint.configure(stand.site.provider(3));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 20, BatchStand.numbered(3));
            stand.awaitRunning(tasks);
            Set<String> before = new TreeSet<>(endpoint.jobs());
            assertThat(before).hasSize(3);
            Set<String> known = stand.site.known();

            endpoint.kill();
            endpoint.start();

            JsonNode after =
                    endpoint.await(
                            PATIENCE,
                            "its node managers are back",
                            now -> now.path("slots").path("total").asInt() == 3);
            assertThat(jobs(after)).isEqualTo(before);
            stand.succeedOnce(tasks, lines, PATIENCE);
            assertThat(stand.site.since(known)).as("further jobs").isEmpty();
        }
    }

    @Test
    @Tag("brief")
    void anAgentKilledBetweenSubmissionAndRecordKnowsItsJob() throws Exception {
        Lines lines = stand.lines("cut");
        try (BatchEndpoint endpoint = stand.endpoint("cut")) {
            CutSubmission cut =
                    CutSubmission.in(home.resolve("cut"), endpoint.pidFile(), stand.site);
            endpoint.with("PATH", cut.path());
            endpoint.configure(stand.site.providerOn(cut.path(), 1));
            endpoint.start();
            Set<String> before = stand.site.known();
            List<TaskId> tasks = stand.submit(endpoint, lines, 5, "once");
            Await.until(PATIENCE, "the agent is killed as it submits", () -> !endpoint.runs());
            assertThat(cut.happened()).isTrue();
            assertThat(stand.site.jobs()).hasSize(1);

            endpoint.start();

            endpoint.await(PATIENCE, "its block runs", BatchEndpoint.holds(1, "running"));
            assertThat(endpoint.jobs()).hasSize(1);
            assertThat(stand.site.since(before)).as("jobs that were asked for").hasSize(1);
            stand.succeedOnce(tasks, lines, PATIENCE);
            assertThat(stand.site.since(before)).hasSize(1);
        }
    }

    private static Set<String> jobs(JsonNode status) {
        Set<String> all = new TreeSet<>();
        BatchEndpoint.blocks(status).forEach(block -> all.add(block.path("job_id").asText()));
        return all;
    }
}
