package org.beamlet.testing.scaling;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.BlockTerms;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ScalingConfig;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.ResultSink;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.agent.schedule.TimeLimits;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.diagnostics.Noop;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.providers.Provider;

/** The agent's parts around which a trial goes, put together as the agent does it. */
final class TrialAgent implements AutoCloseable {
    /** The one function of trials that may run twice. */
    static final Noop FUNCTION = new Noop();

    private static final long LEAST_MEMORY = 1L << 30;

    private final EngineConfig engine;
    private final VirtualTime time;
    private final Path folder;
    private final Journal journal;
    private final Scheduler scheduler;
    private boolean settled;

    /**
     * Makes the parts that need no provider.
     *
     * @param results takes what comes out, perhaps in the journal's thread
     */
    TrialAgent(EngineConfig engine, VirtualTime time, ResultSink results) {
        this.engine = engine;
        this.time = time;
        try {
            this.folder = Files.createTempDirectory(place(), "beamlet-trial-");
        } catch (IOException e) {
            throw failed(e);
        }
        this.journal = Journal.open(folder.resolve("journal"));
        this.scheduler =
                new Scheduler(
                        journal,
                        results,
                        new Deaf(),
                        new LossRules(
                                engine.maxRetriesOnSystemFailure(), new Catalog(List.of(FUNCTION))),
                        engine.heartbeatThreshold(),
                        time);
        scheduler.heed(new TimeLimits(engine.worker().drainAfter(), engine.worker().taskTimeout()));
        if (engine.scaling().selector() == ScalingConfig.Selector.NEWEST_BLOCK) {
            scheduler.preferNewestBlocks();
        }
    }

    /** Nothing of a trial need survive it: where there is room, its files are in memory. */
    private static Path place() throws IOException {
        Path memory = Path.of("/dev/shm");
        boolean fits =
                Files.isWritable(memory)
                        && Files.getFileStore(memory).getUsableSpace() > LEAST_MEMORY;
        return fits ? memory : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** {@return a keeper that asks the provider for blocks, and has none yet} */
    BlockKeeper keeper(Provider provider) {
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
                        blocks, provider, new BlockMaker(blocks, terms), engine, scheduler, time);
        try {
            var _ = keeper.adopt();
        } catch (IOException e) {
            throw failed(e);
        }
        return keeper;
    }

    /** All that was written down is published then. */
    void settle() {
        if (settled) {
            return;
        }
        settled = true;
        try {
            journal.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        settle();
        try {
            PrivateFiles.remove(folder);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static BeamletException failed(IOException e) {
        return new BeamletException(
                ErrorCode.OUTPUT_NOT_WRITABLE,
                "the trial cannot work in the folder for temporary files: " + e,
                "see that it is writable and has room",
                e);
    }

    private static final class Deaf implements TaskObserver {
        @Override
        public void step(TaskId id, WireState state, long atNanos) {}

        @Override
        public List<Message.Transition> take(TaskId id) {
            return List.of();
        }
    }
}
