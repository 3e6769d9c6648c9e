package org.beamlet.agent.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.beamlet.agent.config.ConfigReader;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.catalog.Catalog;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.providers.BlockRequest;
import org.beamlet.providers.JobId;
import org.beamlet.providers.JobState;
import org.beamlet.providers.JobStatus;
import org.beamlet.providers.Provider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A campaign's tasks come one by one: those after the first ask for blocks as soon. */
class KeeperPauseTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration USUAL = Duration.ofSeconds(1);

    @TempDir private Path folder;
    private final AtomicLong now = new AtomicLong();

    @Test
    void demandIsLookedAtAgainSoonAfterABlockWasAskedFor() throws Exception {
        EngineConfig engine =
                ConfigReader.parse(
                                """
                                engine:
                                  type: GlobusComputeEngine
                                  provider: {type: SlurmProvider, init_blocks: 1, walltime: "01:00:00"}
                                """,
                                "config.yaml")
                        .engine();
        try (Journal journal = Journal.open(folder.resolve("journal"))) {
            BlockKeeper keeper = keeper(engine, journal);

            keeper.look();
            assertThat(keeper.size()).isEqualTo(1);
            assertThat(keeper.pause()).isLessThan(SHORT);

            now.addAndGet(SHORT.toNanos());
            keeper.look();
            assertThat(keeper.size()).isEqualTo(1);
            assertThat(keeper.pause()).isEqualTo(USUAL);
        }
    }

    private BlockKeeper keeper(EngineConfig engine, Journal journal) throws Exception {
        Scheduler scheduler =
                new Scheduler(
                        journal,
                        (_, _, _) -> {},
                        new Unobserved(),
                        new LossRules(OptionalInt.empty(), new Catalog(List.of())),
                        Duration.ofMinutes(2),
                        now::get);
        Path blocks = folder.resolve("blocks");
        BlockTerms terms =
                new BlockTerms(
                        engine,
                        new NodeCommand(Path.of("java"), "."),
                        () -> "localhost:1",
                        () -> "",
                        folder.resolve("work"),
                        Map.of());
        BlockKeeper keeper =
                new BlockKeeper(
                        blocks,
                        new Running(),
                        new BlockMaker(blocks, terms),
                        engine,
                        scheduler,
                        now::get);
        assertThat(keeper.adopt()).isEmpty();
        return keeper;
    }

    private static final class Unobserved implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }

    private static final class Running implements Provider {
        @Override
        public String script(BlockRequest block) {
            return "";
        }

        @Override
        public JobId submit(BlockRequest block) {
            return new JobId("7");
        }

        @Override
        public Map<JobId, JobStatus> status(Collection<JobId> jobs) {
            return jobs.stream()
                    .collect(Collectors.toMap(id -> id, _ -> JobStatus.of(JobState.RUNNING)));
        }

        @Override
        public void cancel(Collection<JobId> jobs) {}

        @Override
        public Optional<JobId> find(String name) {
            return Optional.empty();
        }

        @Override
        public Duration pollingInterval() {
            return Duration.ofSeconds(30);
        }
    }
}
