package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Limits of a site, and queues that are asked one after the other, on a real Slurm. */
@Tag("slurm")
@Tag("limits")
class SlurmLimitsIT {
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

    private static void partition(String state) throws IOException, InterruptedException {
        stand.site.run("scontrol", "update", "PartitionName=short", "State=" + state);
    }

    private static boolean tells(JsonNode status, String... words) {
        String warnings = BatchEndpoint.warnings(status);
        return List.of(words).stream().allMatch(warnings::contains);
    }

    /** That partition has one minute at most; Slurm takes the job, and never starts it. */
    @Test
    @Tag("brief")
    void aJobThatNeverStartsIsAskedForInTheNextQueue() throws Exception {
        Lines lines = stand.lines("too long");
        try (BatchEndpoint endpoint = stand.endpoint("toolong")) {
            endpoint.configure(stand.site.provider(1, "queues: [short, debug]"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 5, "runs in the other");

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "it is told why it is in the other queue, and a block is there",
                            now ->
                                    tells(
                                                    now,
                                                    "can never run in queue short",
                                                    "Blocks are in debug instead")
                                            && BatchEndpoint.blocks(now).stream()
                                                    .anyMatch(block ->
                                                            block.path("queue")
                                                                    .asText()
                                                                    .equals("debug")));
            assertThat(BatchEndpoint.warnings(told)).contains("PartitionTimeLimit", "walltime");
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }

    @Test
    void aPartitionThatTakesNoJobsIsFollowedByTheNext() throws Exception {
        Lines lines = stand.lines("drained");
        partition("DRAIN");
        try (BatchEndpoint endpoint = stand.endpoint("drained")) {
            endpoint.configure(
                    stand.site.provider(1, "walltime: 00:01:00", "queues: [short, debug]"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 5, "runs in the other");

            endpoint.await(
                    PATIENCE,
                    "it is told that the partition is closed",
                    now -> tells(now, "maintenance in queue short", "Blocks are in debug instead"));
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        } finally {
            partition("UP");
        }
    }

    @Test
    void aPartitionThatStartsNothingIsLeftForTheNext() throws Exception {
        Lines lines = stand.lines("down");
        partition("DOWN");
        try (BatchEndpoint endpoint = stand.endpoint("down")) {
            endpoint.configure(
                    stand.site.provider(1, "walltime: 00:01:00", "queues: [short, debug]"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 5, "runs in the other");

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "it is told that the partition is down",
                            now -> tells(now, "maintenance in queue short"));
            assertThat(BatchEndpoint.warnings(told)).contains("PartitionDown");
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        } finally {
            partition("UP");
        }
    }

    /** The job waits for the end of the maintenance, and its task with it. */
    @Test
    void maintenanceIsToldAndIsNoFailure() throws Exception {
        Lines lines = stand.lines("maintained");
        stand.site.run(
                "scontrol",
                "create",
                "reservation",
                "ReservationName=service",
                "StartTime=now",
                "Duration=30",
                "Flags=MAINT,IGNORE_JOBS",
                "Nodes=ALL",
                "Users=daemon");
        try (BatchEndpoint endpoint = stand.endpoint("maintained")) {
            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 1, "waits");
            try {
                JsonNode told =
                        endpoint.await(
                                PATIENCE,
                                "it is told that there is a maintenance",
                                now -> tells(now, "maintenance", "scontrol show reservation"));
                assertThat(BatchEndpoint.blocks(told)).hasSize(1);
            } finally {
                stand.site.run("scontrol", "delete", "ReservationName=service");
            }
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }

    @Test
    void noMoreJobsAreAskedForThanTheSiteAllows() throws Exception {
        Lines lines = stand.lines("few");
        Path limits = home.resolve("limits.yaml");
        Files.writeString(limits, "site: here\nqueues:\n  debug: {jobs_per_user: 1}\n");
        var before = stand.site.known();
        try (BatchEndpoint endpoint = stand.endpoint("few")) {
            endpoint.configure(
                    stand.site.provider(3, stand.site.queue("debug"), "site_limits: " + limits));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 4, BatchStand.numbered(4));

            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
        // One after the other has room in the one that there may be.
        assertThat(stand.site.since(before)).hasSize(1);
    }
}
