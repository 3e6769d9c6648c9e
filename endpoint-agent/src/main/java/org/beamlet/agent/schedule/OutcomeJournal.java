package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.jboss.logging.Logger;

/**
 * Journals outcomes; once one is durable, its manager is told and it is published. That of a task
 * that may run twice is published at once: were it lost from here, the task would run again, and
 * the service, which takes the first outcome of each task, would have it.
 */
final class OutcomeJournal {
    private static final Logger LOG = Logger.getLogger(OutcomeJournal.class);

    private record Written(TaskEntry entry, JournalRecord.Finished finished) {}

    private final Journal journal;
    private final ResultSink results;
    private final LossRules rules;
    private final Scheduler scheduler;
    private final List<Written> gathered = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> again = new ConcurrentLinkedQueue<>();

    /**
     * Makes one that has nothing to do.
     *
     * @param scheduler whose lock guards the entries
     */
    OutcomeJournal(Journal journal, ResultSink results, LossRules rules, Scheduler scheduler) {
        this.journal = journal;
        this.results = results;
        this.rules = rules;
        this.scheduler = scheduler;
    }

    /** Adds one that {@link #flush} will write; under the lock. */
    void add(TaskEntry entry, JournalRecord.Finished finished) {
        gathered.add(new Written(entry, finished));
    }

    /** Writes what was added, together; under the lock. */
    void flush() {
        if (!gathered.isEmpty()) {
            List<Written> all = List.copyOf(gathered);
            gathered.clear();
            // Marked first: a quick disk has written them before this thread comes to publish.
            List<Written> early = all.stream().filter(this::mayRunTwice).toList();
            early.forEach(one -> one.entry().published = true);
            write(all);
            early.forEach(this::publish);
        }
    }

    private boolean mayRunTwice(Written one) {
        return !one.entry().stale && rules.idempotent(one.entry().task);
    }

    private void publish(Written one) {
        results.publish(one.finished().id(), one.finished().attempt(), one.finished().message());
    }

    /**
     * The broker has the outcome of the task, {@return whether the journal has it, too}; where not,
     * the scheduler is told again once it has.
     */
    boolean confirmed(TaskEntry entry) {
        entry.confirmed = entry.published;
        return entry.journaled;
    }

    private void write(List<Written> all) {
        var _ =
                journal.append(all.stream().<JournalRecord>map(Written::finished).toList())
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                written(all);
                            } else {
                                LOG.errorf("tasks=%d %s", all.size(), failure.getMessage());
                                again.add(() -> write(all));
                            }
                        });
    }

    private void written(List<Written> all) {
        Map<ManagerLink, List<ManagerLink.Ended>> ended = new LinkedHashMap<>();
        List<Written> unpublished = new ArrayList<>();
        List<Written> confirmed = new ArrayList<>();
        synchronized (scheduler) {
            for (Written one : all) {
                TaskEntry entry = one.entry();
                entry.journaled = true;
                for (TaskEntry.Acknowledgement told : entry.acknowledgements) {
                    ended.computeIfAbsent(told.link(), _ -> new ArrayList<>())
                            .add(new ManagerLink.Ended(told.id(), told.attempt()));
                }
                entry.acknowledgements.clear();
                if (entry.confirmed) {
                    confirmed.add(one);
                } else if (!entry.published && !entry.stale) {
                    unpublished.add(one);
                }
            }
        }
        ended.forEach(ManagerLink::received);
        confirmed.forEach(one ->
                scheduler.published(
                        one.finished().id(), one.finished().attempt(), one.finished().message()));
        unpublished.forEach(this::publish);
    }

    /** Tries again what a disk refused. */
    void retry() {
        for (Runnable next = again.poll(); next != null; next = again.poll()) {
            next.run();
        }
    }
}
