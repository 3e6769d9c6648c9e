package org.beamlet.testing.scaling;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.BlockTerms;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.schedule.Load;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TaskObserver;
import org.beamlet.agent.schedule.TimeLimits;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.diagnostics.Noop;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.payload.Payloads;

/** The agent's parts around which a trial goes, put together as the agent does it. */
final class TrialRun implements AutoCloseable {
    private static final Noop FUNCTION = new Noop();

    private final ScalingTrial trial;
    private final VirtualTime time = new VirtualTime();
    private final Path folder;
    private final Journal journal;
    private final Scheduler scheduler;
    private final TrialProvider provider;
    private final BlockKeeper keeper;
    private final Map<TaskId, Duration> durations = new HashMap<>();
    private final Set<TaskId> finished = new HashSet<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<ScalingSample> samples = new ArrayList<>();
    private Optional<Duration> lastFinished = Optional.empty();
    private boolean settled;

    TrialRun(ScalingTrial trial) {
        this.trial = trial;
        EngineConfig engine = trial.engine();
        try {
            this.folder = Files.createTempDirectory("beamlet-trial-");
        } catch (IOException e) {
            throw failed(e);
        }
        this.journal = Journal.open(folder.resolve("journal"));
        this.scheduler =
                new Scheduler(
                        journal,
                        (_, _, message) -> published(message),
                        new Deaf(),
                        new LossRules(
                                engine.maxRetriesOnSystemFailure(), new Catalog(List.of(FUNCTION))),
                        engine.heartbeatThreshold(),
                        time);
        scheduler.heed(new TimeLimits(engine.worker().drainAfter(), engine.worker().taskTimeout()));
        this.provider = new TrialProvider(trial, time, this::connect, this::disconnect);
        Path blocks = folder.resolve("blocks");
        BlockTerms terms =
                new BlockTerms(
                        engine,
                        new NodeCommand(Path.of("java"), "."),
                        () -> "localhost:1",
                        () -> "",
                        folder.resolve("work"),
                        Map.of());
        this.keeper =
                new BlockKeeper(
                        blocks, provider, new BlockMaker(blocks, terms), engine, scheduler, time);
    }

    ScalingReport until(Duration end) {
        try {
            Set<String> _ = keeper.adopt();
        } catch (IOException e) {
            throw failed(e);
        }
        int submitted = 0;
        for (ScalingTrial.Load load : trial.loads()) {
            int first = submitted;
            time.after(load.at(), () -> submit(load, first));
            submitted += load.tasks();
        }
        look();
        time.run(end, this::sample);
        settle();
        return new ScalingReport(
                provider.steps(), samples, submitted, finished.size(), failed.get(), lastFinished);
    }

    private void look() {
        time.after(
                Duration.ZERO,
                () -> {
                    scheduler.tick();
                    keeper.look();
                    time.after(trial.lookEvery(), this::look);
                });
    }

    private void submit(ScalingTrial.Load load, int first) {
        String buffer = FUNCTION.code().packed() + Payloads.pack("11\n[]", "11\n{}");
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < load.tasks(); i++) {
            TaskId id = new TaskId(new UUID(0, first + i + 1L));
            durations.put(id, load.each());
            tasks.add(new AcceptedTask(id, FUNCTION.id().toString(), 1, buffer, List.of(), ""));
        }
        scheduler.accept(tasks);
    }

    private List<TrialNode> connect(TrialProvider.Granted block) {
        List<TrialNode> nodes = new ArrayList<>();
        for (int i = 1; i <= trial.engine().managersPerBlock(); i++) {
            TrialNode node =
                    new TrialNode(block, i, trial, scheduler, time, durations, this::finished);
            nodes.add(node);
            scheduler.connected(node.hello(), node);
        }
        return nodes;
    }

    /** A broken link makes the agent look at its blocks at once. */
    private void disconnect(TrialNode node) {
        scheduler.disconnected(node.hello().id(), node);
        time.after(Duration.ZERO, keeper::look);
    }

    private void finished(TaskId task) {
        if (finished.add(task)) {
            lastFinished = Optional.of(time.now());
        }
    }

    /** Told by the journal's thread. */
    private void published(String message) {
        if (MessageCodec.decode(message.getBytes(StandardCharsets.UTF_8))
                        instanceof Message.Result result
                && result.errorDetails() != null) {
            failed.incrementAndGet();
        }
    }

    private void sample() {
        Load load = scheduler.load();
        ScalingSample now =
                new ScalingSample(
                        time.now(), provider.alive(), load.slots(), load.waiting(), load.placed());
        boolean sameMoment = !samples.isEmpty() && samples.getLast().at().equals(now.at());
        if (sameMoment) {
            samples.removeLast();
        }
        if (samples.isEmpty() || !samples.getLast().sameAs(now)) {
            samples.add(now);
        }
    }

    /** All that was written down is published then. */
    private void settle() {
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
