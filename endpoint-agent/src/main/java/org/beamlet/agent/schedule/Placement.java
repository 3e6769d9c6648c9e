package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** A task is with no manager any more, and would not be lost with the one it was with. */
    void left(TaskEntry entry) {
        journal.note(new JournalRecord.Placed(entry.id, entry.attempt, "", ""));
    }

    /** Places as many as the managers have credit and time for, in the order in which they wait. */
    void place(WaitingTasks waiting, ManagerTable managers, long now) {
        List<JournalRecord> notes = new ArrayList<>();
        Map<NodeManager, List<Assignment>> batches = new LinkedHashMap<>();
        Candidates candidates = new Candidates(managers, now);
        // Nobody looks at all of them before one task was refused.
        long most = managers.isFull() ? Candidates.NOBODY : Long.MAX_VALUE;
        AlikeTasks kind = most == Candidates.NOBODY ? null : waiting.next();
        while (kind != null) {
            NodeManager manager = kind.key.expected() <= most ? candidates.choose(kind.key) : null;
            if (manager == null) {
                waiting.setAside(kind);
                most = candidates.mostAccepted();
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
            kind = most == Candidates.NOBODY ? null : waiting.next();
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
}
