package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.protocol.message.WireState;
import org.jspecify.annotations.Nullable;

/** Sends waiting tasks to node managers; guarded by the scheduler's lock. */
final class Placement {
    /** No manager takes any. */
    private static final long NOBODY = -1;

    private final Journal journal;
    private final TaskObserver observer;

    Placement(Journal journal, TaskObserver observer) {
        this.journal = journal;
        this.observer = observer;
    }

    /** Places as many as the managers have credit and time for, in the order in which they wait. */
    void place(WaitingTasks waiting, Collection<NodeManager> managers, long now) {
        List<JournalRecord> notes = new ArrayList<>();
        Map<NodeManager, List<Assignment>> batches = new LinkedHashMap<>();
        long most = mostAccepted(managers, now);
        AlikeTasks kind = most == NOBODY ? null : waiting.next();
        while (kind != null) {
            NodeManager manager =
                    kind.key.expected() <= most ? choose(managers, kind.key, now) : null;
            if (manager == null) {
                waiting.setAside(kind);
                most = mostAccepted(managers, now);
            } else {
                TaskEntry entry = waiting.take(kind);
                entry.assign(manager);
                batches.computeIfAbsent(manager, _ -> new ArrayList<>())
                        .add(new Assignment(entry.task, entry.nextAttempt()));
                notes.add(
                        new JournalRecord.Placed(
                                entry.id, entry.attempt, manager.id, manager.block));
                observer.step(entry.id, WireState.WAITING_FOR_LAUNCH, EpochNanos.now());
            }
            kind = most == NOBODY ? null : waiting.next();
        }
        waiting.bringBack();
        if (!notes.isEmpty()) {
            journal.note(notes);
        }
        batches.forEach((manager, assignments) -> {
            if (manager.link != null) {
                manager.link.place(assignments);
            }
        });
    }

    /** {@return how long a task may take for one of those who have credit to accept it} */
    private static long mostAccepted(Collection<NodeManager> managers, long now) {
        long most = NOBODY;
        for (NodeManager manager : managers) {
            if (most < Long.MAX_VALUE && manager.credit(now) > 0) {
                most = Math.max(most, manager.span.accepts(now));
            }
        }
        return most;
    }

    /**
     * Prefers a slot that is free now to one in a manager's queue; of the free ones those that have
     * run the function before, unless the task runs in a process of its own; then the emptier
     * manager.
     *
     * @return null where no manager has credit and time
     */
    private static @Nullable NodeManager choose(
            Collection<NodeManager> managers, AlikeTasks.Key task, long now) {
        long expected = task.expected();
        NodeManager best = null;
        for (NodeManager manager : managers) {
            if (manager.credit(now) > 0
                    && manager.has(task.gpus())
                    && expected <= manager.span.accepts(now)
                    && (best == null || better(manager, best, task, now))) {
                best = manager;
            }
        }
        return best;
    }

    private static boolean better(NodeManager a, NodeManager b, AlikeTasks.Key task, long now) {
        boolean free = a.isFreeFor(task.gpus());
        if (free != b.isFreeFor(task.gpus())) {
            return free;
        }
        if (free && task.gpus() <= 1) {
            boolean warm = a.isWarmFor(task.function());
            if (warm != b.isWarmFor(task.function())) {
                return warm;
            }
        }
        int freeOfA = a.freeSlots();
        int freeOfB = b.freeSlots();
        return freeOfA != freeOfB ? freeOfA > freeOfB : a.credit(now) > b.credit(now);
    }
}
