package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.jboss.logging.Logger;

/** Journals outcomes; once one is durable, its manager is told and it is published. */
final class OutcomeJournal {
    private static final Logger LOG = Logger.getLogger(OutcomeJournal.class);

    private record Written(TaskEntry entry, JournalRecord.Finished finished) {}

    private final Journal journal;
    private final ResultSink results;
    private final Object lock;
    private final List<Written> gathered = new ArrayList<>();
    private final ConcurrentLinkedQueue<Runnable> again = new ConcurrentLinkedQueue<>();

    /**
     * Makes one that has nothing to do.
     *
     * @param lock guards the entries
     */
    OutcomeJournal(Journal journal, ResultSink results, Object lock) {
        this.journal = journal;
        this.results = results;
        this.lock = lock;
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
            write(all);
        }
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
        List<JournalRecord.Finished> wanted = new ArrayList<>(all.size());
        synchronized (lock) {
            for (Written one : all) {
                TaskEntry entry = one.entry();
                entry.journaled = true;
                for (TaskEntry.Acknowledgement told : entry.acknowledgements) {
                    ended.computeIfAbsent(told.link(), _ -> new ArrayList<>())
                            .add(new ManagerLink.Ended(told.id(), told.attempt()));
                }
                entry.acknowledgements.clear();
                if (!entry.stale) {
                    wanted.add(one.finished());
                }
            }
        }
        ended.forEach(ManagerLink::received);
        wanted.forEach(one -> results.publish(one.id(), one.attempt(), one.message()));
    }

    /** Tries again what a disk refused. */
    void retry() {
        for (Runnable next = again.poll(); next != null; next = again.poll()) {
            next.run();
        }
    }
}
