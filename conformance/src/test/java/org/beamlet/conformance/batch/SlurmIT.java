package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.beamlet.conformance.stack.Await;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What Slurm has of its own, and its troubles. */
@Tag("slurm")
class SlurmIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** For how long the controller is away. */
    private static final long AWAY = Long.getLong("beamlet.outage", 60);

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
    void aRequestThatCanNeverBeMetIsToldAndItsTaskWaitsForABetterOne() throws Exception {
        Lines lines = stand.lines("impossible");
        try (BatchEndpoint endpoint = stand.endpoint("impossible")) {
            endpoint.configure(stand.site.provider(1, "nodes_per_block: 9"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "waits");

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "it is told that the block never starts",
                            now -> BatchEndpoint.warnings(now).contains("never starts"));
            assertThat(BatchEndpoint.warnings(told))
                    .contains("PartitionConfig")
                    .contains("nodes_per_block");
            assertThat(stand.client.task(tasks.getFirst()).completionT()).isNull();
            endpoint.stop();
            stand.noJobIsLeft();

            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    @Test
    void aPartitionThatIsNotThereIsToldAndItsTaskWaits() throws Exception {
        Lines lines = stand.lines("refused");
        try (BatchEndpoint endpoint = stand.endpoint("refused")) {
            endpoint.configure(stand.site.provider(1, stand.site.queue("none")));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "waits");

            endpoint.await(
                    PATIENCE,
                    "it is told what Slurm says",
                    now ->
                            BatchEndpoint.warnings(now)
                                    .contains("invalid partition specified: none"));
            endpoint.stop();

            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    @Test
    @Tag("brief")
    void aPreemptedBlockIsNoFailureAndItsTaskRunsAfterwards() throws Exception {
        Lines lines = stand.lines("preempted");
        try (BatchEndpoint endpoint = stand.endpoint("preempted")) {
            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 8, "again");
            stand.awaitRunning(tasks);
            String job = endpoint.jobs().getFirst();

            String urgent =
                    stand.site
                            .run(
                                    "sbatch",
                                    "--parsable",
                                    "--partition=high",
                                    "--nodes=3",
                                    "--exclusive",
                                    "--output=/dev/null",
                                    "--wrap",
                                    "sleep 15")
                            .strip();

            JsonNode after =
                    endpoint.await(
                            PATIENCE,
                            "another block waits",
                            now -> BatchEndpoint.holds(1, "pending").test(now));
            assertThat(state(job)).isEqualTo("PREEMPTED");
            assertThat(state(urgent)).isEqualTo("RUNNING");
            assertThat(BatchEndpoint.warnings(after)).doesNotContain("fail");
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    private static String state(String job) {
        return stand.site.listed("--jobs=" + job).getFirst().state();
    }

    @Test
    void whileTheControllerIsAwayTasksRunOnAndOthersWait() throws Exception {
        Lines lines = stand.lines("away");
        try (BatchEndpoint endpoint = stand.endpoint("away")) {
            endpoint.configure(stand.site.provider(2));
            endpoint.start();
            List<TaskId> tasks = new ArrayList<>(stand.submit(endpoint, lines, 15, "runs"));
            stand.awaitRunning(tasks);
            String job = endpoint.jobs().getFirst();

            stand.site.peer("stop-controller");
            try {
                // The slot that there is runs the first; the second wants a block.
                tasks.addAll(stand.submit(endpoint, lines, 15, "wants a block"));
                JsonNode told =
                        endpoint.await(
                                PATIENCE,
                                "it is told that Slurm gives no answer",
                                now -> BatchEndpoint.warnings(now).contains("Slurm"));
                assertThat(jobs(told)).contains(job);
                assertThat(endpoint.screen()).contains("warning: ").contains("Slurm");
                Await.until(
                        PATIENCE,
                        "the first task is done",
                        () -> stand.state(tasks.getFirst()).equals("success"));
                TimeUnit.SECONDS.sleep(AWAY);
            } finally {
                stand.site.peer("start-controller");
            }

            stand.succeedOnce(tasks, lines, Duration.ofMinutes(4));
            endpoint.await(
                    Duration.ofMinutes(4),
                    "nothing is amiss any more",
                    now -> !BatchEndpoint.warnings(now).contains("Slurm"));
        }
    }

    @Test
    void aControllerThatIsRestartedChangesNothing() throws Exception {
        Lines lines = stand.lines("restarted");
        try (BatchEndpoint endpoint = stand.endpoint("restarted")) {
            endpoint.configure(stand.site.provider(2));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 12, BatchStand.numbered(2));
            stand.awaitRunning(tasks);
            List<String> before = endpoint.jobs();

            stand.site.peer("stop-controller");
            stand.site.peer("start-controller");

            assertThat(endpoint.jobs()).isEqualTo(before);
            stand.succeedOnce(tasks, lines, PATIENCE);
        }
    }

    @Test
    void jobsThatSlurmHasForgottenAreOverAndTheirTasksRunInOthers() throws Exception {
        Lines lines = stand.lines("forgotten");
        try (BatchEndpoint endpoint = stand.endpoint("forgotten")) {
            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 12, "again");
            stand.awaitRunning(tasks);
            String job = endpoint.jobs().getFirst();
            endpoint.kill();
            stand.site.run("scancel", job);
            // With no memory of jobs that have ended, as a site's may be after a night.
            Await.until(
                    Duration.ofMinutes(3),
                    "Slurm has forgotten the job",
                    () ->
                            stand.site.listed("--me").stream()
                                    .noneMatch(one -> one.id().equals(job)));

            endpoint.start();

            stand.succeedOnce(tasks, lines, PATIENCE);
            assertThat(endpoint.jobs()).doesNotContain(job);
        }
    }

    @Test
    void jobsOfOthersAreLeftAlone() throws Exception {
        Lines lines = stand.lines("others");
        try (BatchEndpoint endpoint = stand.endpoint("others")) {
            CutSubmission cut =
                    CutSubmission.withNamesake(
                            home.resolve("namesake"), endpoint.pidFile(), stand.site);
            endpoint.with("PATH", cut.path());
            endpoint.configure(stand.site.providerOn(cut.path(), 1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 5, "once");
            Await.until(PATIENCE, "the agent is killed as it submits", () -> !endpoint.runs());
            endpoint.start();

            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
            stand.noJobIsLeft();
            assertThat(stand.site.listed("--user=nobody"))
                    .as("somebody else's job of the same name")
                    .hasSize(1)
                    .allSatisfy(job -> assertThat(job.state()).isEqualTo("PENDING"));
        } finally {
            stand.site.run("scancel", "--user=nobody");
        }
    }

    private static List<String> jobs(JsonNode status) {
        return BatchEndpoint.blocks(status).stream()
                .map(block -> block.path("job_id").asText())
                .toList();
    }
}
