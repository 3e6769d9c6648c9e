package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.QueueTerms;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.providers.batch.BatchProvider;
import org.beamlet.providers.batch.LocalSite;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks that are asked of several queues, of a site with limits. */
class QueueFallbackTest {
    private static final Duration POLL = Duration.ofSeconds(31);
    private static final String TOO_MANY =
            "QOSMaxSubmitJobPerUserLimit\nsbatch: error: Batch job submission failed: Job violates"
                    + " accounting/QOS policy (job submit limit, user's size and/or time limits)";
    private static final String BAD_ACCOUNT =
            "Batch job submission failed: Invalid account or account/partition combination"
                    + " specified";
    private static final String USED_UP =
            "AssocGrpCPUMinutesLimit\nsbatch: error: Batch job submission failed: Job violates"
                    + " accounting/QOS policy (job submit limit, user's size and/or time limits)";

    @TempDir private Path folder;
    private final AtomicLong now = new AtomicLong();
    private final PlayedSlurm slurm = new PlayedSlurm();
    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(folder.resolve("journal"));
    }

    @AfterEach
    void close() throws Exception {
        journal.close();
    }

    private BlockKeeper keeper(int blocks, String... lines) throws Exception {
        EngineConfig engine =
                ConfigReader.parse(
                                """
                                engine:
                                  type: GlobusComputeEngine
                                  provider:
                                    type: SlurmProvider
                                    init_blocks: %d
                                    min_blocks: %d
                                    max_blocks: %d
                                    walltime: 01:00:00
                                    %s
                                """
                                        .formatted(
                                                blocks,
                                                blocks,
                                                blocks,
                                                String.join("\n    ", lines)),
                                "config.yaml")
                        .engine();
        Scheduler scheduler =
                new Scheduler(
                        journal,
                        (_, _, _) -> {},
                        new Unobserved(),
                        new LossRules(OptionalInt.empty(), new Catalog(List.of())),
                        Duration.ofMinutes(2),
                        now::get);
        Path home = folder.resolve("blocks");
        BlockTerms terms =
                new BlockTerms(
                        engine,
                        new NodeCommand(Path.of("java"), "."),
                        () -> "localhost:1",
                        () -> "",
                        folder.resolve("work"),
                        Map.of());
        ProviderConfig.Batch batch = (ProviderConfig.Batch) engine.provider();
        BlockKeeper keeper =
                new BlockKeeper(
                        home,
                        new BatchProvider(
                                batch.queues().stream().map(QueueTerms::job).toList(),
                                new LocalSite(slurm),
                                now::get),
                        new BlockMaker(home, terms),
                        engine,
                        scheduler,
                        now::get);
        keeper.adopt();
        return keeper;
    }

    private String limits(String... lines) throws IOException {
        Path file = folder.resolve("limits.yaml");
        Files.writeString(file, "site: Here\nqueues:\n" + String.join("\n", lines) + "\n");
        return "site_limits: " + file;
    }

    private void look(BlockKeeper keeper, Duration later) {
        now.addAndGet(later.toNanos());
        keeper.look();
    }

    private static List<String> queues(BlockKeeper keeper) {
        return keeper.views().stream().map(BlockView::queue).toList();
    }

    @Test
    void aQueueThatIsFullIsFollowedByTheNextAndAskedAgainLater() throws Exception {
        slurm.refusals.put("debug", TOO_MANY);
        BlockKeeper keeper = keeper(1, "queues: [debug, regular]");

        keeper.look();

        assertThat(slurm.asked).containsExactly("debug", "regular");
        assertThat(queues(keeper)).containsExactly("regular");
        assertThat(keeper.trouble())
                .hasValueSatisfying(told ->
                        assertThat(told)
                                .contains(
                                        "over limit in queue debug",
                                        "QOSMaxSubmitJobPerUserLimit",
                                        "lower max_blocks",
                                        "Blocks are in regular instead"));
        assertThat(keeper.lastFailure()).isEmpty();

        slurm.refusals.clear();
        look(keeper, POLL);
        assertThat(slurm.asked).hasSize(2);
        slurm.all("regular", "COMPLETED|None");
        look(keeper, POLL);
        look(keeper, Duration.ofSeconds(61));
        assertThat(slurm.living()).containsExactly("debug");
        assertThat(keeper.trouble()).isEmpty();
    }

    /** It waits longer each time, and no block has failed. */
    @Test
    void aSingleQueueThatIsFullIsAskedAgainWithPatience() throws Exception {
        slurm.refusals.put("debug", TOO_MANY);
        BlockKeeper keeper = keeper(1, "partition: debug");

        for (int second = 0; second < 600; second++) {
            look(keeper, Duration.ofSeconds(1));
        }

        // At 0, 30, 90, 210 and 450 s.
        assertThat(slurm.asked).hasSize(5);
        assertThat(keeper.lastFailure()).isEmpty();
        slurm.refusals.clear();
        look(keeper, Duration.ofMinutes(10));
        assertThat(slurm.living()).containsExactly("debug");
        assertThat(keeper.trouble()).isEmpty();
    }

    @Test
    void aBadAccountIsNotAskedForAgain() throws Exception {
        slurm.refusals.put("debug", BAD_ACCOUNT);
        BlockKeeper keeper = keeper(1, "partition: debug");

        for (int hour = 0; hour < 48; hour++) {
            look(keeper, Duration.ofHours(1));
        }

        assertThat(slurm.asked).hasSize(1);
        assertThat(keeper.trouble())
                .hasValueSatisfying(told ->
                        assertThat(told)
                                .contains(
                                        "bad account in queue debug",
                                        "not asked again before a restart",
                                        "see account"));
    }

    @Test
    void hoursThatAreUsedUpMayBeGivenAgain() throws Exception {
        slurm.refusals.put("regular", USED_UP);
        BlockKeeper keeper = keeper(1, "queues: [regular, overrun]");
        keeper.look();
        assertThat(slurm.living()).containsExactly("overrun");
        assertThat(keeper.trouble().orElseThrow()).contains("no allocation in queue regular");

        slurm.refusals.clear();
        slurm.all("overrun", "COMPLETED|None");
        look(keeper, POLL);
        look(keeper, Duration.ofSeconds(5));
        assertThat(slurm.living()).containsExactly("overrun");
        slurm.all("overrun", "COMPLETED|None");
        look(keeper, Duration.ofHours(1));
        look(keeper, Duration.ofSeconds(61));

        assertThat(slurm.living()).containsExactly("regular");
    }

    @Test
    void aJobThatCanNeverRunMakesRoomForOneInTheNextQueue() throws Exception {
        slurm.waiting.put("short", "PartitionTimeLimit");
        BlockKeeper keeper = keeper(2, "queues: [short, long]");
        keeper.look();
        assertThat(slurm.living()).containsExactly("short", "short");

        look(keeper, POLL);
        look(keeper, POLL);

        assertThat(slurm.living()).containsExactly("long", "long");
        assertThat(keeper.trouble().orElseThrow())
                .contains(
                        "can never run in queue short", "PartitionTimeLimit", "Blocks are in long");
        assertThat(keeper.lastFailure()).isEmpty();
    }

    /** Without another queue it stays where a person can see it. */
    @Test
    void aJobThatCanNeverRunStaysWhereThereIsNoOtherQueue() throws Exception {
        slurm.waiting.put("short", "PartitionTimeLimit");
        BlockKeeper keeper = keeper(1, "partition: short");
        for (int poll = 0; poll < 20; poll++) {
            look(keeper, POLL);
        }

        assertThat(slurm.living()).containsExactly("short");
        assertThat(slurm.asked).hasSize(1);
        assertThat(keeper.views().getFirst().reason()).contains("never starts");
    }

    @Test
    void aPartitionThatIsDownIsLeftForAnotherUntilItIsBack() throws Exception {
        slurm.waiting.put("debug", "PartitionDown");
        BlockKeeper keeper = keeper(1, "queues: [debug, regular]");
        keeper.look();
        look(keeper, POLL);
        look(keeper, POLL);
        assertThat(slurm.living()).containsExactly("regular");
        assertThat(keeper.trouble().orElseThrow()).contains("maintenance in queue debug");

        slurm.waiting.clear();
        slurm.all("regular", "COMPLETED|None");
        look(keeper, Duration.ofMinutes(10));
        look(keeper, POLL);

        assertThat(slurm.living()).containsExactly("debug");
    }

    @Test
    void noMoreBlocksAreAskedForThanTheSiteAllows() throws Exception {
        String limits =
                limits(
                        "  debug: {nodes: 1-2, jobs_per_user: 1}",
                        "  regular: {running_per_user: 2}");
        BlockKeeper keeper = keeper(9, limits, "queues: [debug, regular]");
        for (int poll = 0; poll < 10; poll++) {
            look(keeper, POLL);
        }

        assertThat(slurm.asked).containsExactly("debug", "regular", "regular");
        assertThat(queues(keeper)).containsExactly("debug", "regular", "regular");
    }

    /** Jobs of an earlier agent count where they were asked for. */
    @Test
    void aRestartedAgentStillObeys() throws Exception {
        String limits = limits("  debug: {jobs_per_user: 2}");
        BlockKeeper first = keeper(5, limits, "partition: debug");
        first.look();
        assertThat(slurm.asked).hasSize(2);

        BlockKeeper second = keeper(5, limits, "partition: debug");
        for (int poll = 0; poll < 5; poll++) {
            look(second, POLL);
        }

        assertThat(slurm.asked).hasSize(2);
        assertThat(queues(second)).containsExactly("debug", "debug");
    }

    @Test
    void aBlockThatMadeRoomInAPreemptableQueueIsNoFailure() throws Exception {
        String limits = limits("  spare: {preemptable: true}");
        BlockKeeper keeper = keeper(1, limits, "partition: spare");
        for (int round = 0; round < 5; round++) {
            look(keeper, POLL);
            look(keeper, POLL);
            assertThat(slurm.living()).as("round %d", round).containsExactly("spare");
            // However young; the agent itself has not asked for that.
            slurm.all("spare", "CANCELLED|None");
            look(keeper, POLL);
        }

        assertThat(keeper.lastFailure()).isEmpty();
        assertThat(keeper.trouble()).isEmpty();
        assertThat(slurm.asked).hasSize(6);
    }

    @Test
    void whatASiteSaysMeansWhatTheSiteMeans() throws Exception {
        Path file = folder.resolve("limits.yaml");
        Files.writeString(
                file,
                """
                site: Here
                words:
                  - {says: on a monday, means: maintenance, remedy: wait for tuesday}
                """);
        slurm.refusals.put("debug", "nothing starts on a Monday");
        BlockKeeper keeper = keeper(1, "site_limits: " + file, "partition: debug");

        keeper.look();

        assertThat(keeper.trouble().orElseThrow())
                .contains(
                        "maintenance in queue debug",
                        "asked again after 300 s",
                        "wait for tuesday");
    }

    @Test
    void aRefusalWithoutANameIsTriedAgainSoon() throws Exception {
        slurm.refusals.put("debug", "a rule that nobody has heard of");
        BlockKeeper keeper = keeper(1, "partition: debug");
        keeper.look();
        look(keeper, Duration.ofSeconds(1));
        look(keeper, Duration.ofSeconds(1));
        look(keeper, Duration.ofSeconds(1));

        assertThat(slurm.asked).hasSize(3);
        assertThat(keeper.trouble().orElseThrow()).contains("nobody has heard of");
    }

    private static final class Unobserved implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }
}
