package org.beamlet.testing.scaling;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.config.BlockConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.schedule.Load;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.payload.Payloads;

/** One run of a trial on a cluster. */
final class ClusterRun implements AutoCloseable, TrialNode.Watch, PretendCluster.Nodes {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration SAMPLE = Duration.ofSeconds(10);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** A function of which nobody says that it may run twice. */
    private static final String FOREIGN = Payloads.pack("01\nnobody reads this");

    private final ClusterTrial trial;
    private final EngineConfig engine;
    private final VirtualTime time = new VirtualTime();
    private final TrialAgent agent;
    private final Scheduler scheduler;
    private final PretendCluster cluster;
    private final BlockKeeper keeper;
    private final Random random;
    private final Map<TaskId, Duration> durations = new HashMap<>();
    private final Map<TaskId, Integer> runs = new HashMap<>();
    private final Map<TaskId, Boolean> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger toldTwice = new AtomicInteger();
    private final List<ClusterSample> samples = new ArrayList<>();
    private final List<Long> looks = new ArrayList<>();
    private boolean hastened;
    private long messages;
    private long messageNanos;
    private long tasks;

    ClusterRun(ClusterTrial trial) {
        this.trial = trial;
        this.engine = trial.engine();
        this.random = new Random(trial.seed() + 1);
        this.agent = new TrialAgent(engine, time, this::published);
        this.scheduler = agent.scheduler();
        this.cluster = new PretendCluster(trial, time, this);
        this.keeper = agent.keeper(cluster);
    }

    ClusterReport until(Duration end) {
        trial.loads().forEach(load -> time.after(load.at(), () -> submit(load)));
        cluster.open();
        every(LOOK, this::look);
        every(SAMPLE, this::sample);
        time.run(end, () -> {});
        agent.settle();
        int lost = (int) outcomes.values().stream().filter(good -> !good).count();
        return new ClusterReport(
                samples,
                cluster.calls(),
                ClusterCost.of(looks.stream().mapToLong(Long::longValue), messageNanos, messages),
                cluster.mostJobs(),
                cluster.mostNodes(),
                (int) tasks,
                outcomes.size() - lost,
                lost,
                toldTwice.get(),
                mostRuns(true),
                mostRuns(false));
    }

    private void every(Duration length, Runnable what) {
        what.run();
        time.after(length, () -> every(length, what));
    }

    private void look() {
        hastened = false;
        long began = THREADS.getCurrentThreadCpuTime();
        cluster.look();
        scheduler.tick();
        keeper.look();
        looks.add(THREADS.getCurrentThreadCpuTime() - began);
    }

    private void told(int number, Runnable what) {
        long began = System.nanoTime();
        what.run();
        messageNanos += System.nanoTime() - began;
        messages += number;
    }

    private void submit(ClusterTrial.Load load) {
        String code = load.repeatable() ? TrialAgent.FUNCTION.code().packed() : FOREIGN;
        String function =
                load.repeatable() ? TrialAgent.FUNCTION.id().toString() : new UUID(1, 1).toString();
        String buffer = code + Payloads.pack("11\n[]", "11\n{}");
        List<AcceptedTask> all = new ArrayList<>();
        long spread = load.most().minus(load.least()).toMillis();
        for (int i = 0; i < load.tasks(); i++) {
            TaskId id = new TaskId(new UUID(load.repeatable() ? 0 : 1, ++tasks));
            durations.put(id, load.least().plusMillis(random.nextLong(spread + 1)));
            all.add(new AcceptedTask(id, function, 1, buffer, List.of(), ""));
        }
        told(all.size(), () -> scheduler.accept(all));
    }

    @Override
    public void up(PretendJob job) {
        for (int node : job.nodes) {
            TrialNode manager =
                    new TrialNode(
                            TrialNode.hello(
                                    engine,
                                    job.name,
                                    "node-" + node,
                                    Optional.of(trial.walltime())),
                            scheduler,
                            time,
                            durations,
                            this);
            job.managers.add(manager);
            told(1, () -> scheduler.connected(manager.hello(), manager));
        }
    }

    @Override
    public void down(PretendJob job) {
        for (TrialNode manager : job.managers) {
            manager.die();
            told(1, () -> scheduler.disconnected(manager.hello().id(), manager));
        }
        if (!job.managers.isEmpty()) {
            keeper.secrets().disconnected(job.name);
            hasten();
        }
    }

    /** However many links break at a moment, the agent's thread wakes up once. */
    private void hasten() {
        if (!hastened) {
            hastened = true;
            time.after(Duration.ZERO, this::look);
        }
    }

    @Override
    public void begun(TaskId id) {
        runs.merge(id, 1, Integer::sum);
    }

    @Override
    public void finished(TaskId id) {}

    private int mostRuns(boolean repeatable) {
        return runs.entrySet().stream()
                .filter(one -> (one.getKey().value().getMostSignificantBits() == 0) == repeatable)
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    /** Told by whoever finishes a task, or by the journal's thread. */
    private void published(TaskId id, int attempt, String message) {
        boolean good =
                MessageCodec.decode(message.getBytes(StandardCharsets.UTF_8))
                                instanceof Message.Result result
                        && result.errorDetails() == null;
        if (outcomes.put(id, good) != null) {
            toldTwice.incrementAndGet();
        }
        scheduler.published(id, attempt, message);
    }

    private void sample() {
        Load load = scheduler.load();
        samples.add(cluster.sample(wanted(load.unfinished()), load.waiting(), load.placed()));
    }

    private int wanted(int unfinished) {
        BlockConfig blocks = engine.provider().blocks();
        int perBlock = engine.managersPerBlock() * engine.slotsPerManager();
        int wanted = (int) Math.ceil(unfinished * blocks.parallelism() / perBlock);
        return Math.clamp(wanted, blocks.minBlocks(), blocks.maxBlocks());
    }

    @Override
    public void close() {
        agent.close();
    }
}
