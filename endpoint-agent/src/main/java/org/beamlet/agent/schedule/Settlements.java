package org.beamlet.agent.schedule;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.protocol.id.TaskId;

/**
 * Outcomes that the broker has, until the service says that it has them as well: a broker may lose
 * its disk. What was forgotten is remembered by its number for a while, so that it is not run
 * twice.
 */
final class Settlements {
    private static final long MOST_BYTES = 32L * 1024 * 1024;
    private static final int MOST = 20_000;
    private static final Duration LOST_AFTER = Duration.ofSeconds(20);

    private final Journal journal;
    private final ResultSink results;
    private final LongSupplier nanos;
    private final Map<TaskId, Published> waiting = new LinkedHashMap<>();
    private final Map<TaskId, Integer> over = new LinkedHashMap<>();

    /** Of an earlier agent's tasks, those of which the outcome is here and not yet the broker's. */
    private final Map<TaskId, Integer> inherited = new HashMap<>();

    private long bytes;

    private record Published(int attempt, String message, long at) {}

    Settlements(Journal journal, ResultSink results, LongSupplier nanos) {
        this.journal = journal;
        this.results = results;
        this.nanos = nanos;
    }

    /** An earlier agent has left an outcome, which is to be published. */
    synchronized void inherit(TaskId id, int attempt) {
        inherited.put(id, attempt);
    }

    /** The broker has an outcome. */
    synchronized void published(TaskId id, int attempt, String message) {
        inherited.remove(id);
        Published before = waiting.put(id, new Published(attempt, message, nanos.getAsLong()));
        bytes += message.length() - (before == null ? 0 : before.message().length());
        while (waiting.size() > MOST || (bytes > MOST_BYTES && waiting.size() > 1)) {
            // Not remembered: should the service not get it, the task must be able to run again.
            letGo(waiting.keySet().iterator().next());
        }
    }

    /** {@return whether this attempt of the task, or a later one, has ended here} */
    synchronized boolean knows(TaskId id, int attempt) {
        Published published = waiting.get(id);
        return (published != null && published.attempt() >= attempt)
                || over.getOrDefault(id, 0) >= attempt
                || inherited.getOrDefault(id, 0) >= attempt;
    }

    /** {@return those of which the outcome is here, wherever else it is} */
    synchronized Map<TaskId, Integer> held() {
        Map<TaskId, Integer> held = attempts();
        held.putAll(inherited);
        return held;
    }

    /** Those that the service no longer wants are not to be run again either. */
    synchronized void dropInherited(Set<TaskId> asked, Set<TaskId> current) {
        for (TaskId id : asked) {
            Integer attempt = current.contains(id) ? null : inherited.remove(id);
            if (attempt != null) {
                remember(id, attempt);
                journal.note(new JournalRecord.Forgotten(id));
            }
        }
    }

    /** {@return those of which the broker has the outcome, and perhaps not the service} */
    synchronized Map<TaskId, Integer> attempts() {
        Map<TaskId, Integer> attempts = new HashMap<>();
        waiting.forEach((id, published) -> attempts.put(id, published.attempt()));
        return attempts;
    }

    /** Forgets what the service has, and publishes again what it has not got for too long. */
    synchronized void settle(Set<TaskId> asked, Set<TaskId> current) {
        List<TaskId> again = new ArrayList<>();
        for (TaskId id : asked) {
            Published published = waiting.get(id);
            if (published == null) {
                continue;
            }
            if (!current.contains(id)) {
                forget(id);
            } else if (nanos.getAsLong() - published.at() > LOST_AFTER.toNanos()) {
                again.add(id);
            }
        }
        for (TaskId id : again) {
            Published lost = waiting.get(id);
            if (lost != null) {
                waiting.put(id, new Published(lost.attempt(), lost.message(), nanos.getAsLong()));
                results.publish(id, lost.attempt(), lost.message());
            }
        }
    }

    private void forget(TaskId id) {
        Published published = waiting.get(id);
        if (published != null) {
            remember(id, published.attempt());
            letGo(id);
        }
    }

    private void letGo(TaskId id) {
        Published published = waiting.remove(id);
        if (published != null) {
            bytes -= published.message().length();
            journal.note(new JournalRecord.Forgotten(id));
        }
    }

    /** A task that is not to be run here again under this number. */
    synchronized void remember(TaskId id, int attempt) {
        over.merge(id, attempt, Math::max);
        if (over.size() > MOST) {
            over.remove(over.keySet().iterator().next());
        }
    }
}
