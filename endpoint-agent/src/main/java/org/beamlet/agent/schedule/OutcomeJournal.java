package org.beamlet.agent.schedule;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.jboss.logging.Logger;

/** Journals outcomes; once one is durable, its manager is told and it is published. */
final class OutcomeJournal {
    private static final Logger LOG = Logger.getLogger(OutcomeJournal.class);

    private final Journal journal;
    private final ResultSink results;
    private final Object lock;
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

    void write(TaskEntry entry, JournalRecord.Finished finished) {
        var _ =
                journal.append(List.of(finished))
                        .whenComplete((_, failure) -> {
                            if (failure == null) {
                                written(entry, finished);
                            } else {
                                LOG.errorf("task=%s %s", entry.id, failure.getMessage());
                                again.add(() -> write(entry, finished));
                            }
                        });
    }

    private void written(TaskEntry entry, JournalRecord.Finished finished) {
        List<Runnable> acknowledgements;
        synchronized (lock) {
            entry.journaled = true;
            acknowledgements = List.copyOf(entry.acknowledgements);
            entry.acknowledgements.clear();
        }
        acknowledgements.forEach(Runnable::run);
        results.publish(entry.id, finished.message());
    }

    /** Tries again what a disk refused. */
    void retry() {
        for (Runnable next = again.poll(); next != null; next = again.poll()) {
            next.run();
        }
    }
}
