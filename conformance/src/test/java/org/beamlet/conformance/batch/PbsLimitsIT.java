package org.beamlet.conformance.batch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.beamlet.conformance.stack.Lines;
import org.beamlet.protocol.id.TaskId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Queues that refuse jobs, in the words and with the exit statuses of PBS Pro. */
@Tag("pbs")
class PbsLimitsIT {
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

    /** One takes no jobs, one is others', one takes two of each user. */
    @Test
    void eachQueueThatRefusesIsFollowedByTheNext() throws Exception {
        Lines lines = stand.lines("fallback");
        try (BatchEndpoint endpoint = stand.endpoint("fallback")) {
            endpoint.configure(
                    stand.site.provider(
                            3, "walltime: 00:05:00", "queues: [off, priv, few, workq]"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 15, BatchStand.numbered(3));

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "there are three blocks",
                            now -> BatchEndpoint.holds(3, "running").test(now));
            assertThat(
                            BatchEndpoint.blocks(told).stream()
                                    .collect(
                                            Collectors.groupingBy(
                                                    block -> block.path("queue").asText(),
                                                    Collectors.counting())))
                    .containsEntry("few", 2L)
                    .containsEntry("workq", 1L);
            assertThat(BatchEndpoint.warnings(told))
                    .contains(
                            "maintenance in queue off",
                            "can never run in queue priv",
                            "over limit in queue few",
                            "Blocks are in few and workq instead");
            assertThat(endpoint.screen()).contains("QUEUE", "workq");
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }

    @Test
    void anAccountThatIsRefusedIsToldAndItsTaskWaitsForABetterOne() throws Exception {
        Lines lines = stand.lines("account");
        try (BatchEndpoint endpoint = stand.endpoint("account")) {
            endpoint.configure(stand.site.provider(1, "account: badproj"));
            endpoint.start();
            List<TaskId> tasks = stand.submit(endpoint, lines, 0, "waits");

            JsonNode told =
                    endpoint.await(
                            PATIENCE,
                            "it is told that the account is refused",
                            now -> BatchEndpoint.warnings(now).contains("bad account"));
            assertThat(BatchEndpoint.warnings(told))
                    .contains("Invalid account 'badproj'", "not asked again before a restart");
            assertThat(stand.client.task(tasks.getFirst()).completionT()).isNull();
            endpoint.stop();

            endpoint.configure(stand.site.provider(1));
            endpoint.start();
            stand.succeedOnce(tasks, lines, PATIENCE);
            endpoint.stop();
        }
    }
}
