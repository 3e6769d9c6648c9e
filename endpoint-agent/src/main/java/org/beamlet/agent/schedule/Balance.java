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
    /** So many may be looked at each time that one more connects. */
    private static final int FEW = 200;

    /** What could be asked back. */
    private record Behind(NodeManager manager, int queued) {}

    private Balance() {}

    /** One more is there. Where thousands come at once, they are looked at together, shortly. */
    static void another(Collection<NodeManager> managers, WaitingTasks waiting, long now) {
        if (managers.size() <= FEW) {
            look(managers, waiting, now);
        }
    }

    static void look(Collection<NodeManager> managers, WaitingTasks waiting, long now) {
        if (!waiting.isEmpty()) {
            return;
        }
        List<NodeManager> idle = new ArrayList<>();
        List<Behind> behind = new ArrayList<>();
        int wanted = 0;
        for (NodeManager manager : managers) {
            int queued = manager.queued();
            if (queued > 0) {
                int coming = manager.recalled();
                wanted -= coming;
                behind.add(new Behind(manager, queued - coming));
            } else if (manager.freeSlots() > 0) {
                idle.add(manager);
                wanted += manager.freeSlots();
            }
        }
        if (wanted <= 0) {
            return;
        }
        List<Behind> busy =
                behind.stream()
                        .filter(one -> one.queued() > 0)
                        .filter(one -> one.manager().link != null && !one.manager().fast(now))
                        .sorted(Comparator.comparingInt(Behind::queued).reversed())
                        .toList();
        for (Behind one : busy) {
            wanted -= ask(one, wanted, idle, now);
        }
    }

    /** {@return how many tasks were asked back, the last first} */
    private static int ask(Behind busy, int most, List<NodeManager> idle, long now) {
        int asked = 0;
        for (TaskEntry entry : List.copyOf(busy.manager().assigned).reversed()) {
            if (asked == Math.min(most, busy.queued())) {
                break;
            }
            if (!entry.started && !entry.recalled && fits(entry, idle, now)) {
                busy.manager().takeBack(entry);
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
