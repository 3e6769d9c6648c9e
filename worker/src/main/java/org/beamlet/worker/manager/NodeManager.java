package org.beamlet.worker.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.beamlet.node.wire.Cancel;
import org.beamlet.node.wire.FromManager;
import org.beamlet.node.wire.HeldTask;
import org.beamlet.node.wire.Hello;
import org.beamlet.node.wire.ManagerHeartbeat;
import org.beamlet.node.wire.PlacedTask;
import org.beamlet.node.wire.Received;
import org.beamlet.node.wire.Stop;
import org.beamlet.node.wire.ToManager;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.task.GpuRequest;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.data.DataArguments;
import org.beamlet.worker.data.DataRoots;
import org.beamlet.worker.slot.WorkerPool;
import org.beamlet.worker.slot.WorkerSettings;
import org.beamlet.worker.start.NodeStorage;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.beamlet.worker.topology.NodeTopology;
import org.jspecify.annotations.Nullable;

/**
 * Runs on a compute node for as long as its block lives: takes tasks from the agent, has workers
 * run them, and keeps each result until the agent has it.
 */
public final class NodeManager implements AutoCloseable {
    private static final Logger LOG = System.getLogger(NodeManager.class.getName());

    /** How long the last reports may take when the manager is told to stop at once. */
    private static final Duration LAST_REPORTS = Duration.ofSeconds(2);

    private final BlockFile block;
    private final NodeFacts facts;
    private final Clock clock;
    private final HeldTasks held = new HeldTasks();
    private final DataRoots roots;
    private final WorkerPool pool;
    private final AgentLink link;
    private final Jars jars;
    private final TaskNodes nodes;
    private final Preparations preparations = new Preparations();
    private final NodeReports reports;
    private final ResultRelay relay;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CompletableFuture<ManagerEnd> ended = new CompletableFuture<>();

    NodeManager(
            NodeShare share,
            NodeFacts facts,
            Clock clock,
            AgentChannels channels,
            LinkTimings timings) {
        this(share, facts, clock, channels, timings, share.block()::agents);
    }

    /** One whose agent may move; {@code agents} says where it is by now. */
    NodeManager(
            NodeShare share,
            NodeFacts facts,
            Clock clock,
            AgentChannels channels,
            LinkTimings timings,
            Supplier<List<String>> agents) {
        BlockFile block = share.block();
        this.block = block;
        this.facts = facts;
        this.clock = clock;
        this.roots = DataRoots.of(block.dataRoots());
        Path shared = Path.of(block.workDir());
        Path workDir = NodeStorage.work().orElse(shared);
        this.pool =
                new WorkerPool(
                        new WorkerSettings(
                                block.slots(),
                                facts.node(),
                                workDir.resolve(facts.node()),
                                block.workerJavaOptions(),
                                WorkerSettings.sharedCache(shared),
                                block.limits(),
                                block.pinning(),
                                block.sandbox(),
                                block.mpiLauncher() != null,
                                block.container()));
        this.nodes = new TaskNodes(block, facts.nodes());
        this.link =
                new AgentLink(
                        () -> agents.get().stream().map(AgentAddress::parse).toList(),
                        channels,
                        timings,
                        new Desk());
        this.jars = new Jars(workDir.resolve(facts.node()).resolve("artifacts"), link::fetch);
        this.relay = new ResultRelay(held, shared, workDir);
        this.reports =
                new NodeReports(
                        block, share.devices(), pool, link::send, NodeTopology.ofThisNode());
    }

    /**
     * A manager for this machine and process; {@link #start} sets it to work.
     *
     * @param key asked for when the manager enrols
     */
    static NodeManager of(BlockFile block, Supplier<NodeKey> key) {
        return of(block, key, block::agents);
    }

    /**
     * The same, where the agent may move.
     *
     * @param agents where it is by now
     */
    static NodeManager of(BlockFile block, Supplier<NodeKey> key, Supplier<List<String>> agents) {
        Clock clock = Clock.systemUTC();
        NodeFacts facts = NodeFacts.ofThisProcess(block, System.getenv(), clock);
        AgentChannels channels = AgentChannels.of(block, facts, key);
        NodeShare share =
                NodeShare.of(block, System.getenv(), facts.node(), NodeTopology.ofThisNode());
        return new NodeManager(share, facts, clock, channels, LinkTimings.of(block), agents);
    }

    /** Starts the link to the agent, which brings the workers with it, and returns. */
    public void start() {
        Thread.ofPlatform().daemon().name("agent-link").start(this::hold);
    }

    /** {@return whether all workers are there and nobody has anything for them} */
    boolean idle() {
        return held.isEmpty() && pool.idleSlots() == block.slots();
    }

    /** Waits until the manager has ended and nothing of it is left running. */
    public ManagerEnd awaitEnd() {
        return ended.join();
    }

    /** Waits for the end, but no longer than the limit. */
    void awaitEnd(Duration limit) {
        ended.copy()
                .completeOnTimeout(ManagerEnd.FAULT, limit.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /**
     * Ends the manager and returns at once.
     *
     * @param drain after what it holds has finished and the agent has the results
     */
    public void stop(boolean drain, String why) {
        LOG.log(Level.INFO, "stopping drain={0} why=\"{1}\"", drain, why);
        Thread.ofPlatform().daemon().name("stop").start(() -> end(drain, why));
    }

    @Override
    public void close() {
        stop(false, "closed");
        awaitEnd();
    }

    private void hold() {
        ManagerEnd how = ManagerEnd.FAULT;
        try {
            how =
                    switch (link.run()) {
                        case CLOSED -> ManagerEnd.STOPPED;
                        case AGENT_LOST -> ManagerEnd.AGENT_LOST;
                        case REFUSED -> ManagerEnd.REFUSED;
                    };
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            reports.end();
            pool.close("ended because its manager lost the agent");
            ended.complete(how);
        }
    }

    private void end(boolean drain, String why) {
        try {
            if (drain) {
                held.awaitEmpty(Long.MAX_VALUE / 2_000_000);
            }
            if (stopping.compareAndSet(false, true)) {
                lost(_ -> true, "ended with its manager: " + why);
                pool.close("ended with its manager: " + why);
                held.awaitEmpty(LAST_REPORTS.toMillis());
                link.close(why);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(PlacedTask placed) {
        HeldTask task =
                HeldTask.newBuilder()
                        .setTaskId(placed.getTaskId())
                        .setAttempt(placed.getAttempt())
                        .build();
        if (!held.add(task)) {
            LOG.log(Level.WARNING, "task={0} placed twice", task.getTaskId());
            return;
        }
        TaskVoice voice = new TaskVoice(task, held, link);
        try {
            String buffer = DataArguments.resolved(placed.getTaskBuffer(), roots);
            Optional<Jars.Needed> jar = Jars.neededBy(buffer, placed.getTerms());
            nodes.check(placed);
            if (jar.isEmpty()) {
                run(task, voice, placed, buffer, null);
            } else {
                preparations.start(
                        task,
                        () -> jars.get(jar.get(), placed.getTaskId()),
                        file -> run(task, voice, placed, buffer, file),
                        e -> over(task, "", Refused.of(e)));
            }
        } catch (BeamletException e) {
            over(task, "", Refused.of(e));
        }
    }

    private void run(
            HeldTask task, TaskVoice voice, PlacedTask placed, String buffer, @Nullable Path jar) {
        nodes.take(
                task,
                placed,
                share -> run(task, voice, worker(placed, buffer, jar, share.environment()), share),
                e -> over(task, "", Refused.of(e)));
    }

    private void run(HeldTask task, TaskVoice voice, WorkerTask run, TaskNodes.Share share) {
        CompletableFuture<Void> _ =
                pool.submit(run, voice)
                        .thenAccept(outcome -> {
                            // In this order: whoever waits for its nodes may be over at once.
                            try (share) {
                                over(task, voice.worker(), outcome);
                            }
                        });
    }

    private static WorkerTask worker(
            PlacedTask placed, String buffer, @Nullable Path jar, Map<String, String> environment) {
        return new WorkerTask(
                placed.getTaskId(),
                placed.getAttempt(),
                placed.getFunctionId(),
                buffer,
                placed.getResultSerializersList(),
                jar,
                TaskTerms.parse(placed.getTerms()),
                environment,
                GpuRequest.known(placed.getResourceSpecification()));
    }

    private void takeBack(HeldTask task) {
        lost(task::equals, "was taken back before a worker had begun it");
        pool.takeBack(task.getTaskId(), task.getAttempt());
    }

    /** Gives up tasks that wait for a JAR or for nodes. */
    private void lost(Predicate<HeldTask> which, String why) {
        unbegun(which).forEach(task -> over(task, "", new TaskOutcome.Lost("", why, "")));
    }

    /** In the order in which a task goes from one to the other, so that none is missed. */
    private List<HeldTask> unbegun(Predicate<HeldTask> which) {
        List<HeldTask> all = new ArrayList<>(preparations.takeOut(which));
        all.addAll(nodes.takeOut(which));
        return all;
    }

    private void cancel(Cancel cancel) {
        unbegun(task ->
                        task.getTaskId().equals(cancel.getTaskId())
                                && (cancel.getAttempt() == 0
                                        || cancel.getAttempt() == task.getAttempt()))
                .forEach(task -> over(task, "", Refused.cancelled()));
        pool.cancel(cancel.getTaskId(), cancel.getAttempt());
    }

    private void over(HeldTask task, String worker, TaskOutcome outcome) {
        FromManager report =
                Reports.over(task, worker, AllowedResults.of(block.resultMethods(), outcome));
        held.report(task, report);
        tell(task, report);
    }

    /** Results are held until the agent confirms them; of a loss, Hello's silence tells as well. */
    private void tell(HeldTask task, FromManager report) {
        if (ResultRelay.concerns(report)) {
            link.session().ifPresent(session -> relay.tell(task, report, session));
        } else if (link.send(report) && report.hasLost()) {
            held.forget(task);
        }
    }

    private void forget(HeldTask task) {
        held.forget(task);
        relay.forget(task);
    }

    /** What the link asks of the manager. */
    private final class Desk implements AgentLink.Owner {
        @Override
        public Hello hello() {
            return Hello.newBuilder()
                    .setManagerId(facts.managerId())
                    .setBlockId(block.blockId())
                    .setNode(facts.node())
                    .setPid(facts.pid())
                    .setSlots(block.slots())
                    .setPrefetch(block.prefetch())
                    .addAllAcceleratorSlots(block.pinning().slotsOfDevices(block.slots()))
                    .addAllHeld(held.all())
                    .setWalltimeLeftS(facts.walltimeLeft(clock))
                    .build();
        }

        @Override
        public ManagerHeartbeat heartbeat() {
            return ManagerHeartbeat.newBuilder()
                    .setIdleSlots(pool.idleSlots())
                    .setQueued(pool.queued())
                    .addAllWarmFunctions(pool.warmFunctions())
                    .setWalltimeLeftS(facts.walltimeLeft(clock))
                    .build();
        }

        @Override
        public void welcomed() {
            pool.start();
            reports.begin();
            reports.tell();
            held.reports().forEach(NodeManager.this::tell);
        }

        @Override
        public void heed(ToManager message) {
            switch (message.getKindCase()) {
                case PLACE -> message.getPlace().getTasksList().forEach(NodeManager.this::accept);
                case RECEIVED -> {
                    Received received = message.getReceived();
                    forget(
                            HeldTask.newBuilder()
                                    .setTaskId(received.getTaskId())
                                    .setAttempt(received.getAttempt())
                                    .build());
                    received.getMoreList().forEach(NodeManager.this::forget);
                }
                case TAKE_BACK ->
                        message.getTakeBack().getTasksList().forEach(NodeManager.this::takeBack);
                case CANCEL -> {
                    Cancel cancel = message.getCancel();
                    // It waits for the worker's end, and nothing else may wait for that.
                    Thread _ = Thread.startVirtualThread(() -> NodeManager.this.cancel(cancel));
                }
                case STOP -> {
                    Stop stop = message.getStop();
                    NodeManager.this.stop(stop.getDrain(), stop.getWhy());
                }
                case WELCOME, BEAT, KIND_NOT_SET -> {
                    // To have heard it is all there is to it.
                }
            }
        }

        @Override
        public boolean holdsNothing() {
            return held.isEmpty();
        }
    }
}
