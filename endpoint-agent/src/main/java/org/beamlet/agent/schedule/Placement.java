package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.protocol.message.WireState;

/** Sends waiting tasks to node managers; guarded by the scheduler's lock. */
final class Placement {
    private final Journal journal;
    private final TaskObserver observer;

    Placement(Journal journal, TaskObserver observer) {
        this.journal = journal;
        this.observer = observer;
    }

    /** Places as many as the managers have credit for, in the order in which they wait. */
    void place(NavigableMap<Long, TaskEntry> waiting, Collection<NodeManager> managers, long now) {
        List<JournalRecord> notes = new ArrayList<>();
        Map<NodeManager, List<Assignment>> batches = new LinkedHashMap<>();
        while (!waiting.isEmpty()) {
            Optional<NodeManager> chosen = choose(managers, now);
            if (chosen.isEmpty()) {
                break;
            }
            NodeManager manager = chosen.get();
            TaskEntry entry = waiting.pollFirstEntry().getValue();
            entry.assign(manager);
            batches.computeIfAbsent(manager, _ -> new ArrayList<>())
                    .add(new Assignment(entry.task, entry.nextAttempt()));
            notes.add(new JournalRecord.Placed(entry.id, entry.attempt, manager.id, manager.block));
            observer.step(entry.id, WireState.WAITING_FOR_LAUNCH, EpochNanos.now());
        }
        if (!notes.isEmpty()) {
            journal.note(notes);
        }
        batches.forEach((manager, assignments) -> {
            if (manager.link != null) {
                manager.link.place(assignments);
            }
        });
    }

    /**
     * Prefers a slot that is free now to one in a manager's queue, and the emptier manager.
     *
     * @return empty where no manager has credit
     */
    private static Optional<NodeManager> choose(Collection<NodeManager> managers, long now) {
        NodeManager best = null;
        for (NodeManager manager : managers) {
            if (manager.credit(now) > 0 && (best == null || better(manager, best, now))) {
                best = manager;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean better(NodeManager a, NodeManager b, long now) {
        return a.freeSlots() != b.freeSlots()
                ? a.freeSlots() > b.freeSlots()
                : a.credit(now) > b.credit(now);
    }
}
