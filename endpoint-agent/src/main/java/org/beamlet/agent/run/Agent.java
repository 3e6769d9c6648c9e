package org.beamlet.agent.run;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.beamlet.agent.access.AccessRules;
import org.beamlet.agent.access.PinnedCode;
import org.beamlet.agent.access.ServiceAccount;
import org.beamlet.agent.block.BlockKeeper;
import org.beamlet.agent.block.BlockMaker;
import org.beamlet.agent.block.BlockTerms;
import org.beamlet.agent.block.NodeCommand;
import org.beamlet.agent.block.Providers;
import org.beamlet.agent.certificate.EndpointAuthority;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.EngineConfig;
import org.beamlet.agent.config.ProviderConfig;
import org.beamlet.agent.config.ScalingConfig;
import org.beamlet.agent.heartbeat.Heartbeat;
import org.beamlet.agent.heartbeat.IdleWatch;
import org.beamlet.agent.home.EndpointFolder;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.journal.JournaledTask;
import org.beamlet.agent.link.ArtifactFiles;
import org.beamlet.agent.link.ListenAddress;
import org.beamlet.agent.link.NodeFiles;
import org.beamlet.agent.link.NodeLinkServer;
import org.beamlet.agent.news.NewsRelay;
import org.beamlet.agent.queue.Admission;
import org.beamlet.agent.queue.CommandIntake;
import org.beamlet.agent.queue.ResultOutbox;
import org.beamlet.agent.queue.TaskIntake;
import org.beamlet.agent.registration.GroupMembers;
import org.beamlet.agent.registration.Lease;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.LossRules;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.schedule.TimeLimits;
import org.beamlet.agent.schedule.ToldEnds;
import org.beamlet.agent.state.StateFolder;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.bundle.Bundles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.providers.Provider;
import org.beamlet.worker.artifact.ArtifactCache;
import org.jboss.logging.Logger;

/** A running agent. Whoever makes one holds the folder's lock. */
public final class Agent {
    private static final Logger LOG = Logger.getLogger(Agent.class);
    private static final Duration ONLINE_LIMIT = Duration.ofSeconds(60);
    private static final Duration COMMANDS_LIMIT = Duration.ofSeconds(5);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(10);

    /** Bytes that stay for later tasks. */
    private static final long KEPT_ARTIFACTS = 2L * 1024 * 1024 * 1024;

    private final Registrar registrar;
    private final Journal journal;
    private final AgentState state;
    private final boolean blocksHere;
    private final Scheduler scheduler;
    private final ResultOutbox outbox;
    private final Heartbeat heartbeat;
    private final TaskIntake intake;
    private final CommandIntake commands;
    private final NewsRelay news;
    private final BlockKeeper blocks;
    private final NodeLinkServer link;
    private final Lease lease;
    private final AgentAccounts accounts;
    private final AgentControl control;
    private final ScheduledExecutorService clock;
    private final ScheduledExecutorService settler;
    private final IdleWatch idle;
    private final Duration look;
    private volatile Consumer<String> whenIdle = _ -> {};
    private volatile boolean evicted;

    /** Registers, takes up what an earlier agent left, and begins to work. */
    public Agent(EndpointFolder folder, EndpointConfig config, Registrar registrar)
            throws IOException {
        this(
                folder,
                config,
                registrar,
                Providers.of(config.engine().provider(), folder.blocks()),
                NodeCommand.ofThisInstallation());
    }

    Agent(
            EndpointFolder folder,
            EndpointConfig config,
            Registrar registrar,
            Provider provider,
            NodeCommand command)
            throws IOException {
        EngineConfig engine = config.engine();
        this.registrar = registrar;
        EndpointId id = registrar.id();
        this.idle = new IdleWatch(config.idle());
        this.look = config.heartbeatPeriod();
        this.state = AgentState.open(folder, config.stateDir(), registrar);
        this.journal = state.journal();
        this.blocksHere = engine.provider() instanceof ProviderConfig.Local;
        this.accounts = AgentAccounts.open(folder, config);
        this.lease = new Lease(config.agentLostAfter(), System::nanoTime);
        this.outbox =
                new ResultOutbox(
                        registrar,
                        state.results(),
                        folder.path().resolve(engine.workingDir()),
                        this::reconcile);
        this.heartbeat = new Heartbeat(registrar, config.heartbeatPeriod(), lease);
        this.scheduler =
                new Scheduler(
                        journal,
                        outbox,
                        new ToldEnds(heartbeat.steps(), accounts::ended),
                        new LossRules(engine.maxRetriesOnSystemFailure(), Catalog.load()),
                        engine.heartbeatThreshold(),
                        System::nanoTime);
        scheduler.heed(new TimeLimits(engine.worker().drainAfter(), engine.worker().taskTimeout()));
        if (engine.scaling().selector() == ScalingConfig.Selector.NEWEST_BLOCK) {
            scheduler.preferNewestBlocks();
        }
        EndpointAuthority authority = EndpointAuthority.open(folder.certificates());
        LinkAddress address = new LinkAddress();
        BlockTerms terms =
                new BlockTerms(
                        engine,
                        command,
                        address,
                        authority::knownBy,
                        folder.path().resolve(engine.workingDir()),
                        config.dataRoots());
        this.blocks =
                new BlockKeeper(
                        folder.blocks(),
                        provider,
                        new BlockMaker(folder.blocks(), terms),
                        engine,
                        scheduler);
        blocks.account(accounts);
        accounts.began(id.toString(), folder.name().value());
        this.news = new NewsRelay(registrar::tell);
        List<JournaledTask> current = reconciled();
        state.results()
                .keepOnly(current.stream().map(JournaledTask::id).collect(Collectors.toSet()));
        Set<String> adopted = blocks.adopt();
        scheduler.recover(current, adopted, blocks.died());
        this.link =
                new NodeLinkServer(
                        ListenAddress.of(engine.address()),
                        engine.workerPorts(),
                        folder.port(),
                        authority,
                        blocks.secrets(),
                        scheduler,
                        news,
                        new NodeFiles(
                                artifacts(state.place(), registrar),
                                state.results(),
                                registrar::largestObject),
                        engine.heartbeatPeriod());
        address.set(link.hostAndPort());
        blocks.tellAgent(link.hostAndPort());
        this.commands = new CommandIntake(registrar, scheduler);
        this.intake =
                new TaskIntake(
                        registrar,
                        journal,
                        scheduler,
                        new Admission(
                                new AccessRules(
                                        config.access().allowed(),
                                        registrar.submitters(),
                                        new PinnedCode(
                                                Catalog.load(), new Bundles(command.classPath()))),
                                engine.taskRules(),
                                config.access()
                                        .projects()
                                        .map(projects ->
                                                new ServiceAccount(
                                                        projects, new GroupMembers(registrar))),
                                accounts::usedUp,
                                accounts.audit(),
                                id.toString()),
                        config.taken(
                                registrar.othersAsMe() || config.access().allowed().isPresent()),
                        this::reconcile);
        this.control =
                new AgentControl(
                        folder,
                        registrar,
                        engine.provider().blocks(),
                        new AgentControl.Parts(scheduler, blocks, outbox, heartbeat, intake.gate()),
                        state);
        this.scheduler.placeOnlyIf(lease::holds);
        this.settler = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        this.clock = Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());
        LOG.infof(
                "endpoint=%s name=%s link=%s recovered=%d adopted=%d",
                id, folder.name(), link.hostAndPort(), current.size(), adopted.size());
    }

    /** The JARs of users' functions: each comes from the service once. */
    private static ArtifactFiles artifacts(StateFolder place, Registrar registrar) {
        ArtifactCache cache = new ArtifactCache(place.artifacts(), KEPT_ARTIFACTS);
        return (sha256, task) -> cache.get(sha256, out -> registrar.getArtifact(sha256, task, out));
    }

    /** Asks which journaled tasks are still wanted, and forgets the others. */
    private List<JournaledTask> reconciled() {
        List<JournaledTask> found = journal.found();
        if (found.isEmpty()) {
            return found;
        }
        Map<TaskId, Integer> attempts = new HashMap<>();
        found.forEach(task -> attempts.put(task.id(), task.attempt()));
        Set<TaskId> wanted = registrar.reconcile(attempts);
        found.stream()
                .filter(task -> !wanted.contains(task.id()))
                .forEach(task -> {
                    LOG.infof("task=%s is no longer wanted", task.id());
                    journal.note(new JournalRecord.Forgotten(task.id()));
                });
        return found.stream().filter(task -> wanted.contains(task.id())).toList();
    }

    /**
     * Goes online.
     *
     * @return the endpoint's id, once tasks can come
     */
    public EndpointId start() throws InterruptedException {
        outbox.start(scheduler::published);
        heartbeat.start(scheduler::load, this::held);
        news.start();
        commands.start();
        // What was cancelled while no agent ran must be known before it comes.
        commands.awaitQuiet(COMMANDS_LIMIT);
        intake.start();
        blocks.start();
        var _ = clock.scheduleWithFixedDelay(this::tick, 500, 500, TimeUnit.MILLISECONDS);
        var _ = settler.scheduleWithFixedDelay(this::settle, 5, 5, TimeUnit.SECONDS);
        var _ =
                settler.scheduleWithFixedDelay(
                        this::lookForWork, look.toMillis(), look.toMillis(), TimeUnit.MILLISECONDS);
        if (!intake.awaitConsuming(ONLINE_LIMIT) || !heartbeat.awaitFirst(ONLINE_LIMIT)) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the broker did not let the endpoint consume its queue within %d s"
                            .formatted(ONLINE_LIMIT.toSeconds()),
                    "see agent.log in the endpoint's folder");
        }
        control.online();
        return registrar.id();
    }

    /** {@return what may be seen of the agent and asked of it} */
    public AgentControl control() {
        return control;
    }

    /**
     * Sets who ends this agent when its configuration says that it was idle for long enough.
     *
     * @param end told why
     */
    public void whenIdle(Consumer<String> end) {
        whenIdle = end;
    }

    private void lookForWork() {
        idle.look(heartbeat.stepsSeen(), scheduler.load().unfinished())
                .ifPresent(why -> {
                    LOG.infof("ends: %s", why);
                    whenIdle.accept(why);
                });
    }

    private void tick() {
        try {
            scheduler.tick();
            control.tick();
        } catch (BeamletException e) {
            LOG.errorf(e, "tick");
        }
    }

    /**
     * Asks which tasks are still this agent's, after any break in the connection, and drops others.
     */
    private synchronized void reconcile() {
        state.requireUnbroken(registrar);
        Map<TaskId, Integer> held = scheduler.holdings().all();
        long asked = System.nanoTime();
        Set<TaskId> current = held.isEmpty() ? Set.of() : registrar.reconcile(held);
        Set<TaskId> unwanted = new HashSet<>(held.keySet());
        unwanted.removeAll(current);
        scheduler.holdings().reconciled(held.keySet(), current);
        outbox.drop(unwanted);
        lease.confirmed(asked);
    }

    private Map<TaskId, Integer> held() {
        Map<TaskId, Integer> held = new HashMap<>(intake.inHand());
        held.putAll(scheduler.holdings().all());
        return held;
    }

    /** Outcomes that the broker has are kept until the service has them. */
    private void settle() {
        Map<TaskId, Integer> unsettled = scheduler.holdings().unsettled();
        if (unsettled.isEmpty()) {
            return;
        }
        try {
            scheduler.holdings().settle(unsettled.keySet(), registrar.reconcile(unsettled));
        } catch (BeamletException e) {
            if (!registrar.evictedBy(e)) {
                LOG.debugf("outcomes=%d not settled yet: %s", unsettled.size(), e.getMessage());
            }
        }
    }

    /**
     * Sets who ends this agent when the endpoint is another's.
     *
     * @param end told why
     */
    public void whenEvicted(Consumer<BeamletException> end) {
        registrar.whenEvicted(why -> {
            if (!evicted) {
                evicted = true;
                LOG.error(why.getMessage());
                end.accept(why);
            }
        });
    }

    /** Leaves in order: outcomes are published, what runs stays in the journal. */
    public void stop() throws InterruptedException, IOException {
        intake.stop();
        commands.stop();
        blocks.stop();
        if (evicted && !blocksHere) {
            // Whoever has the lease has taken them over, with their node managers.
            blocks.leaveToOthers();
        } else {
            scheduler.stop("the endpoint is stopped");
            blocks.cancelAll();
        }
        if (!evicted && !outbox.drain(DRAIN_LIMIT)) {
            LOG.warnf("outcomes=%d wait for the next start", outbox.size());
        }
        heartbeat.stop();
        outbox.stop();
        news.stop();
        link.stop();
        clock.shutdownNow();
        settler.shutdownNow();
        state.close(!evicted);
        accounts.close();
        LOG.info("stopped");
    }
}
