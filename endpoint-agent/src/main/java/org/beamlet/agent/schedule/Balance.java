package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Where nothing waits here and a slot is free, what is behind other tasks on another node is asked
 * back, to begin at once. Under the scheduler's lock.
 */
final class Balance {
    private Balance() {}

    static void look(Collection<NodeManager> managers, WaitingTasks waiting, long now) {
        if (!waiting.isEmpty()) {
            return;
        }
        List<NodeManager> idle = new ArrayList<>();
        int free = 0;
        int coming = 0;
        for (NodeManager manager : managers) {
            coming += manager.recalled();
            if (manager.freeSlots() > 0) {
                idle.add(manager);
                free += manager.freeSlots();
            }
        }
        if (free <= coming) {
            return;
        }
        int wanted = free - coming;
        List<NodeManager> busy =
                managers.stream()
                        .filter(manager -> manager.link != null && !manager.fast(now))
                        .filter(manager -> manager.use().queued() > manager.recalled())
                        .sorted(Comparator.comparingInt(manager -> -manager.use().queued()))
                        .toList();
        for (NodeManager manager : busy) {
            wanted -= ask(manager, wanted, idle, now);
        }
    }

    /** {@return how many tasks were asked back, the last first} */
    private static int ask(NodeManager busy, int most, List<NodeManager> idle, long now) {
        int queued = busy.use().queued() - busy.recalled();
        int asked = 0;
        for (TaskEntry entry : List.copyOf(busy.assigned).reversed()) {
            if (asked == Math.min(most, queued)) {
                break;
            }
            if (!entry.started && !entry.recalled && fits(entry, idle, now)) {
                busy.takeBack(entry);
                asked++;
            }
        }
        return asked;
    }

    private static boolean fits(TaskEntry entry, List<NodeManager> idle, long now) {
        return idle.stream()
                .anyMatch(manager ->
                        manager.has(entry.gpus)
                                && manager.isFreeFor(entry.gpus)
                                && entry.expected() <= manager.span.accepts(now));
    }
}
