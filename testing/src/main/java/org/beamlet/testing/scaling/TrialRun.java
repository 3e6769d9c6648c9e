package org.beamlet.testing.scaling;

import java.nio.charset.StandardCharsets;
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
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.schedule.Load;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Payloads;

/** One run of a trial. */
final class TrialRun implements AutoCloseable, TrialNode.Watch {
    private final ScalingTrial trial;
    private final VirtualTime time = new VirtualTime();
    private final TrialAgent agent;
    private final Scheduler scheduler;
    private final TrialProvider provider;
    private final BlockKeeper keeper;
    private final Map<TaskId, Duration> durations = new HashMap<>();
    private final Set<TaskId> finished = new HashSet<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final List<ScalingSample> samples = new ArrayList<>();
    private Optional<Duration> lastFinished = Optional.empty();

    TrialRun(ScalingTrial trial) {
        this.trial = trial;
        this.agent = new TrialAgent(trial.engine(), time, (_, _, message) -> published(message));
        this.scheduler = agent.scheduler();
        this.provider = new TrialProvider(trial, time, this::connect, this::disconnect);
        this.keeper = agent.keeper(provider);
    }

    ScalingReport until(Duration end) {
        int submitted = 0;
        for (ScalingTrial.Load load : trial.loads()) {
            int first = submitted;
            time.after(load.at(), () -> submit(load, first));
            submitted += load.tasks();
        }
        look();
        time.run(end, this::sample);
        agent.settle();
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
        String function = TrialAgent.FUNCTION.id().toString();
        String buffer = TrialAgent.FUNCTION.code().packed() + Payloads.pack("11\n[]", "11\n{}");
        List<AcceptedTask> tasks = new ArrayList<>();
        for (int i = 0; i < load.tasks(); i++) {
            TaskId id = new TaskId(new UUID(0, first + i + 1L));
            durations.put(id, load.each());
            tasks.add(new AcceptedTask(id, function, 1, buffer, List.of(), ""));
        }
        scheduler.accept(tasks);
    }

    private List<TrialNode> connect(TrialProvider.Granted block) {
        EngineConfig engine = trial.engine();
        Optional<Duration> left = trial.walltime().map(length -> length.minus(trial.bootTime()));
        List<TrialNode> nodes = new ArrayList<>();
        for (int i = 1; i <= engine.managersPerBlock(); i++) {
            TrialNode node =
                    new TrialNode(
                            TrialNode.hello(engine, block.name(), "node-" + i, left),
                            scheduler,
                            time,
                            durations,
                            this);
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

    @Override
    public void begun(TaskId task) {}

    @Override
    public void finished(TaskId task) {
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

    @Override
    public void close() {
        agent.close();
    }
}
