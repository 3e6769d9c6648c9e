package org.beamlet.agent.schedule;

import java.util.List;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.jboss.logging.Logger;

/** Node managers and workers that are gone, and what becomes of their tasks. */
final class Departures {
    private static final Logger LOG = Logger.getLogger(Departures.class);

    private static final long LAST_NS = 3_000_000_000L;

    private final Scheduler scheduler;
    private final Journal journal;
    private final LossRules rules;

    Departures(Scheduler scheduler, Journal journal, LossRules rules) {
        this.scheduler = scheduler;
        this.journal = journal;
        this.rules = rules;
    }

    /** A manager is gone; under the scheduler's lock, as all here. */
    void remove(NodeManager manager, String how, String logTail) {
        boolean byWalltime = BlockSpans.over(manager, scheduler.nanos.getAsLong());
        remove(manager, how, logTail, byWalltime);
    }

    /**
     * A manager is gone.
     *
     * @param byWalltime whether that was its block's end in time
     */
    void remove(NodeManager manager, String how, String logTail, boolean byWalltime) {
        scheduler.managers.remove(manager);
        if (!manager.assigned.isEmpty()) {
            LOG.warnf(
                    "manager=%s node=%s block=%s %s; tasks=%d are placed again or fail",
                    manager.id, manager.node, manager.block, how, manager.assigned.size());
        }
        Loss loss =
                new Loss("of node manager " + manager.id, manager.node, how, logTail, byWalltime);
        for (TaskEntry entry : List.copyOf(manager.assigned)) {
            if (entry.stale) {
                scheduler.table.forgetStale(entry);
            } else if (rules.waitsAgain(entry)) {
                entry.takenBack++;
                scheduler.waitAgain(entry);
            } else {
                lose(entry, loss);
            }
        }
    }

    /** Workers are told to end with their block, and may be gone before it is. */
    private Loss blamed(TaskEntry entry, Loss told) {
        NodeManager manager = entry.manager;
        return manager != null && manager.span.endsWithin(LAST_NS, scheduler.nanos.getAsLong())
                ? new Loss(told.worker(), told.node(), told.how(), told.logTail(), true)
                : told;
    }

    /** A node manager that ends says what it had not begun. It is not to get that again. */
    private void giveBack(TaskEntry entry) {
        if (entry.manager != null) {
            entry.manager.leaves();
        }
        scheduler.waitAgain(entry);
    }

    /** A task's worker, or all that it was with, is gone. */
    void lose(TaskEntry entry, Loss told) {
        if (entry.cancelled) {
            scheduler.finish(entry, Cancelled.outcome());
            return;
        }
        if (told.unbegun() && !entry.started) {
            giveBack(entry);
            return;
        }
        Loss loss = blamed(entry, told);
        if (loss.byWalltime() && entry.started) {
            entry.function.tookMoreThan(scheduler.nanos.getAsLong() - entry.startedNanos);
        }
        entry.losses++;
        scheduler.table.counts.lost();
        LOG.warnf(
                "task=%s attempt=%d lost=%d worker=%s node=%s %s",
                entry.id, entry.attempt, entry.losses, loss.worker(), loss.node(), loss.how());
        if (entry.losses > rules.retries(entry.task)) {
            scheduler.finish(entry, rules.failure(entry.task, entry.losses, loss));
        } else {
            journal.note(new JournalRecord.Lost(entry.id, entry.losses));
            scheduler.waitAgain(entry);
        }
    }
}
