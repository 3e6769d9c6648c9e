package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.journal.JournaledTask;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.WireState;
import org.jboss.logging.Logger;

/**
 * Knows every task that the agent has taken on, and every node manager, and brings them together:
 * users in turn, their tasks by priority and arrival. All state is guarded by this object's lock;
 * nothing under it blocks.
 */
public final class Scheduler {
    private static final Logger LOG = Logger.getLogger(Scheduler.class);

    /** What will have ended within this time is as good as ended where tasks are taken on. */
    private static final Duration SOON = Duration.ofMillis(30);

    private static final int MOST_SOON = 1000;

    private final ResultSink results;
    private final TaskObserver observer;
    private final LossRules rules;
    final Duration silence;
    final LongSupplier nanos;
    private final OutcomeJournal outcomes;
    private final Placement placement;
    final TaskTable table = new TaskTable();
    private final Holdings holdings;
    final ManagerTable managers = new ManagerTable();
    private final Settlements settlements;
    private final Unsure unsure = new Unsure(table);
    private final Cancelled cancelled = new Cancelled();
    final BlockSpans spans = new BlockSpans();
    final Departures departures;
    private volatile TimeLimits limits = TimeLimits.NONE;
    private volatile BooleanSupplier mayPlace = () -> true;
    private final Pace pace;
    private boolean stopping;
    private boolean gathering;

    /**
     * Makes a scheduler without tasks.
     *
     * @param silence after which a node manager whose stream broke is lost
     * @param nanos a clock that never goes back
     */
    public Scheduler(
            Journal journal,
            ResultSink results,
            TaskObserver observer,
            LossRules rules,
            Duration silence,
            LongSupplier nanos) {
        this.results = results;
        this.observer = observer;
        this.rules = rules;
        this.silence = silence;
        this.nanos = nanos;
        this.pace = new Pace(MOST_SOON, nanos.getAsLong());
        this.placement = new Placement(journal, observer);
        this.outcomes = new OutcomeJournal(journal, results, rules, this);
        this.settlements = new Settlements(journal, results, nanos);
        this.departures = new Departures(this, journal, rules);
        this.holdings = new Holdings(this, table, settlements, journal);
    }

    /** Nothing is placed while this says no, and what has not begun is taken back. */
    public void placeOnlyIf(BooleanSupplier allowed) {
        mayPlace = allowed;
    }

    /** Sets how long things may last; before anything is accepted. */
    public synchronized void heed(TimeLimits said) {
        limits = said;
        table.functions.assume(said.taskTimeout().map(Duration::toNanos).orElse(0L));
    }

    /** Tasks go to the newest blocks that have a free slot, so that older ones become idle. */
    public synchronized void preferNewestBlocks() {
        managers.newestBlockFirst();
    }

    /**
     * Takes up what an earlier agent left.
     *
     * @param live blocks whose node managers may still hold tasks
     * @param died blocks that ended unseen: what they were given counts as lost
     */
    public synchronized void recover(List<JournaledTask> all, Set<String> live, Set<String> died) {
        new Recovery(this, results, settlements, rules, unsure, live, died).take(all);
    }

    /** {@return whether a task that may have run may run again} */
    public boolean mayRunTwice(AcceptedTask task) {
        return rules.idempotent(task);
    }

    /** Takes on tasks that are journaled; those that are known already are not taken twice. */
    public synchronized void accept(List<AcceptedTask> accepted) {
        for (AcceptedTask task : accepted) {
            TaskEntry known = table.tasks.get(task.id());
            if (known != null && known.number() < task.attempt()) {
                table.drop(known);
                known = null;
            }
            if (known == null) {
                TaskEntry entry = table.add(task);
                observer.step(entry.id, WireState.WAITING_FOR_NODES, EpochNanos.now());
                if (cancelled.take(task.id())) {
                    finish(entry, Cancelled.outcome());
                } else {
                    table.waiting.add(entry);
                }
            }
        }
        place();
    }

    /** Ends tasks that must not run; they are journaled like all others. */
    public synchronized void refuse(AcceptedTask task, Outcome outcome) {
        if (!holdings.knows(task.id(), task.attempt())) {
            finish(table.add(task), outcome);
        }
    }

    /**
     * Waits until there are fewer tasks than given, or than will have ended shortly, and fewer
     * bytes; {@return how many fewer tasks}
     */
    public synchronized int awaitRoom(int capacity, long bytes) throws InterruptedException {
        int room = capacity + pace.within(SOON, nanos.getAsLong());
        while (table.full(room, bytes)) {
            wait();
            room = capacity + pace.within(SOON, nanos.getAsLong());
        }
        return room - table.unfinished();
    }

    /** {@return what is here, for the service to say what it still wants} */
    public Holdings holdings() {
        return holdings;
    }

    /** {@return the manager, new if it was not known} */
    NodeManager manager(String id, String block) {
        long now = nanos.getAsLong();
        BlockSpan span = spans.of(block, now);
        span.used(now);
        return managers.of(id, span, now);
    }

    /** A node manager has opened its stream, for the first time or again. */
    public synchronized void connected(ManagerHello hello, ManagerLink link) {
        NodeManager manager = manager(hello.id(), hello.block());
        if (hello.walltimeLeftS() > 0) {
            manager.span.endsBy(nanos.getAsLong() + 1_000_000_000L * hello.walltimeLeftS());
        }
        manager.connected(hello, link);
        NodeManagers.predecessor(managers.ofBlock(hello.block()), hello)
                .ifPresent(old -> departures.remove(old, "was started anew", "", false));
        for (TaskEntry entry : List.copyOf(manager.assigned)) {
            if (entry.stale && !hello.held().contains(entry.id)) {
                table.forgetStale(entry);
            } else if (!hello.held().contains(entry.id)) {
                // The placement never arrived, or the manager has told its end already.
                waitAgain(entry);
            }
        }
        for (TaskId id : hello.held()) {
            TaskEntry entry = table.tasks.get(id);
            if (entry == null || entry.finished || entry.cancelled) {
                // Ended or cancelled while the manager was away.
                link.cancel(id, 0);
            } else if (entry.manager == null) {
                table.waiting.remove(entry);
                entry.assign(manager);
            }
        }
        unsure.heard(hello.block());
        place();
        Balance.another(managers.values(), table.waiting, nanos.getAsLong());
    }

    /** The stream broke; the manager has {@code silence} to come back. */
    @SuppressWarnings("ReferenceEquality") // A manager that is back has another link by now.
    public synchronized void disconnected(String managerId, ManagerLink link) {
        NodeManager manager = managers.get(managerId);
        if (manager != null && manager.link == link) {
            manager.disconnected(nanos.getAsLong());
        }
    }

    /** The manager ends by itself. */
    public synchronized void left(String managerId, String why) {
        NodeManager manager = managers.get(managerId);
        if (manager != null && !stopping) {
            departures.remove(manager, "left: " + why, "");
            place();
        }
    }

    public void blockEnded(String block, String how, String logTail) {
        blockEnded(block, how, logTail, false);
    }

    /**
     * A block has ended, and with it its node managers.
     *
     * @param byWalltime whether the batch system said that its time was over
     */
    public synchronized void blockEnded(
            String block, String how, String logTail, boolean byWalltime) {
        if (stopping) {
            return;
        }
        List<NodeManager> gone = managers.ofBlock(block);
        long now = nanos.getAsLong();
        gone.forEach(manager ->
                departures.remove(
                        manager,
                        "was in block " + block + ", which " + how,
                        logTail,
                        byWalltime || BlockSpans.over(manager, now)));
        spans.forget(block);
        place();
    }

    /** Several things that happened: their outcomes are journaled, and tasks placed, only once. */
    public synchronized void together(Runnable events) {
        boolean outer = !gathering;
        gathering = true;
        try {
            events.run();
        } finally {
            if (outer) {
                gathering = false;
                outcomes.flush();
                place();
            }
        }
    }

    public synchronized void started(TaskId id, int attempt, long atNanos) {
        TaskEntry entry = table.tasks.get(id);
        if (entry != null && !entry.finished && entry.attempt == attempt) {
            entry.started = true;
            entry.startedNanos = nanos.getAsLong();
            observer.step(id, WireState.RUNNING, atNanos);
        }
    }

    /** A task has ended, under whichever attempt: the first outcome counts. */
    public synchronized void finished(TaskId id, int attempt, Outcome outcome, ManagerLink from) {
        TaskEntry entry = table.tasks.get(id);
        Optional<TaskEntry> unwanted = table.stale.take(id, attempt);
        if (unwanted.isPresent()) {
            unwanted.get().release();
            from.received(id, attempt);
            place();
            return;
        }
        if (entry == null || entry.journaled || attempt < entry.task.attempt()) {
            from.received(id, attempt);
            return;
        }
        entry.acknowledgements.add(new TaskEntry.Acknowledgement(from, id, attempt));
        if (!entry.finished) {
            if (outcome.startedAtNanos() > 0) {
                entry.function.took(outcome.endedAtNanos() - outcome.startedAtNanos());
            }
            finish(entry, outcome);
            place();
        }
    }

    /** The worker died under the task. */
    public synchronized void lost(TaskId id, int attempt, Loss loss) {
        table.stale.take(id, attempt).ifPresent(TaskEntry::release);
        TaskEntry entry = table.tasks.get(id);
        if (entry != null && !entry.finished && entry.attempt == attempt) {
            if (entry.recalled && !entry.started) {
                waitAgain(entry);
            } else if (!stopping) {
                departures.lose(entry, loss);
            }
            place();
        }
    }

    /**
     * Somebody wants the task no longer. One that waits ends here and now; one with a manager ends
     * when that has killed its worker, or is gone.
     *
     * @return whether the task was known; if not, it is remembered in case it comes yet
     */
    public synchronized boolean cancel(TaskId id) {
        TaskEntry entry = table.tasks.get(id);
        if (entry == null) {
            cancelled.remember(id);
            return false;
        }
        if (entry.finished || entry.cancelled) {
            return true;
        }
        entry.cancelled = true;
        LOG.infof("task=%s attempt=%d cancelled", id, entry.attempt);
        if (entry.manager == null) {
            finish(entry, Cancelled.outcome());
            place();
        } else if (entry.manager.link != null) {
            entry.manager.link.cancel(id, entry.attempt);
        }
        return true;
    }

    /** The broker has confirmed the outcome. */
    public synchronized void published(TaskId id, int attempt, String message) {
        TaskEntry entry = table.tasks.get(id);
        if (entry == null || outcomes.confirmed(entry)) {
            table.tasks.remove(id);
            settlements.published(id, attempt, message);
        }
    }

    /** Drops node managers that were silent for too long, and tries again what a disk refused. */
    public synchronized void tick() {
        outcomes.retry();
        if (stopping) {
            return;
        }
        unsure.tick(nanos.getAsLong());
        if (!mayPlace.getAsBoolean()) {
            managers.values().forEach(NodeManager::takeBackIdle);
        }
        long now = nanos.getAsLong();
        managers.values()
                .forEach(it -> NodeManagers.look(it, limits.drainAfter(), table.waiting, now));
        List<NodeManager> silent = NodeManagers.silent(managers.values(), silence, now);
        silent.forEach(manager ->
                departures.remove(
                        manager, "was not heard of for " + silence.toSeconds() + " s", ""));
        place();
        Balance.look(managers.values(), table.waiting, now);
    }

    /** From now on nothing is placed and nothing counts as lost: the agent is about to end. */
    public synchronized void stop(String why) {
        stopping = true;
        NodeManagers.links(managers.values()).forEach(link -> link.stop(false, why));
    }

    public synchronized Load load() {
        return NodeManagers.load(managers.values(), table.waiting.size(), table.unfinished());
    }

    void waitAgain(TaskEntry entry) {
        if (entry.cancelled) {
            finish(entry, Cancelled.outcome());
            return;
        }
        entry.release();
        placement.left(entry);
        table.waiting.add(entry);
        observer.step(entry.id, WireState.WAITING_FOR_NODES, EpochNanos.now());
    }

    void finish(TaskEntry entry, Outcome outcome) {
        long now = nanos.getAsLong();
        pace.ended(now);
        if (entry.manager != null) {
            entry.manager.ended(entry.function, now);
        }
        observer.ended(entry.ended(outcome));
        entry.release();
        table.end(entry, outcome);
        notifyAll();
        int attempt = Math.max(1, entry.attempt);
        String message = outcome.message(entry.id, observer.take(entry.id));
        outcomes.add(entry, new JournalRecord.Finished(entry.id, attempt, message));
        if (!gathering) {
            outcomes.flush();
        }
    }

    void place() {
        if (!gathering && !stopping && !table.waiting.isEmpty() && mayPlace.getAsBoolean()) {
            placement.place(table.waiting, managers, nanos.getAsLong());
        }
    }
}
