package org.beamlet.agent.schedule;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Node managers among which tasks are placed at a moment. While that is done they can only get
 * fuller, so that the best of them is found without a look at all for each task.
 */
final class Candidates {
    /** No manager takes any. */
    static final long NOBODY = -1;

    /** What a manager was good for when it was looked at. */
    private record Rank(
            NodeManager manager, boolean free, int block, boolean warm, int slots, int credit) {}

    /**
     * Prefers a slot that is free now to one in a manager's queue; of these, where that is wanted,
     * one of the newest block; then those that have run the function before; then the emptier
     * manager.
     */
    private static final Comparator<Rank> BEST_FIRST =
            Comparator.comparing(Rank::free)
                    .thenComparingInt(Rank::block)
                    .thenComparing(Rank::warm)
                    .thenComparingInt(Rank::slots)
                    .thenComparingInt(Rank::credit)
                    .reversed()
                    .thenComparingLong(rank -> rank.manager().number);

    /** Of more than these only the first are looked at, unless none of them will do. */
    private static final int MOST_LOOKED_AT = 256;

    /** From then on an order of all of them saves more than it costs. */
    private static final int MANY_TASKS = 64;

    private final ManagerTable managers;
    private final long now;
    private final Map<AlikeTasks.Key, Integer> asked = new HashMap<>();
    private final Map<AlikeTasks.Key, PriorityQueue<Rank>> ranks = new HashMap<>();

    Candidates(ManagerTable managers, long now) {
        this.managers = managers;
        this.now = now;
    }

    /** {@return how long a task may take for one of those who have credit to accept it} */
    long mostAccepted() {
        long most = NOBODY;
        for (NodeManager manager : managers.open()) {
            if (manager.credit(now) > 0) {
                most = Math.max(most, manager.span.accepts(now));
                if (most == Long.MAX_VALUE) {
                    return most;
                }
            }
        }
        return most;
    }

    /** {@return the best one for such a task; null where none has credit and time} */
    @Nullable NodeManager choose(AlikeTasks.Key task) {
        if (asked.merge(task, 1, Integer::sum) <= MANY_TASKS) {
            NodeManager near = bestOfSome(task);
            if (near != null) {
                return near;
            }
        }
        PriorityQueue<Rank> order = ranks.computeIfAbsent(task, this::ranked);
        for (Rank best = order.poll(); best != null; best = order.poll()) {
            Rank current = rank(best.manager(), task);
            if (usable(current, task)) {
                order.add(current);
                if (current.equals(best)) {
                    return best.manager();
                }
            }
        }
        return null;
    }

    private @Nullable NodeManager bestOfSome(AlikeTasks.Key task) {
        Rank best = null;
        int looked = 0;
        for (NodeManager manager : managers.open()) {
            Rank rank = rank(manager, task);
            if (usable(rank, task) && (best == null || BEST_FIRST.compare(rank, best) < 0)) {
                best = rank;
            }
            looked++;
            if (looked >= MOST_LOOKED_AT) {
                break;
            }
        }
        return best == null ? null : best.manager();
    }

    private PriorityQueue<Rank> ranked(AlikeTasks.Key task) {
        PriorityQueue<Rank> order = new PriorityQueue<>(BEST_FIRST);
        for (NodeManager manager : managers.open()) {
            Rank rank = rank(manager, task);
            if (usable(rank, task)) {
                order.add(rank);
            }
        }
        return order;
    }

    private boolean usable(Rank rank, AlikeTasks.Key task) {
        return rank.credit() > 0
                && rank.manager().has(task.gpus())
                && task.expected() <= rank.manager().span.accepts(now);
    }

    /** A task that runs in a process of its own finds no worker warm. */
    private Rank rank(NodeManager manager, AlikeTasks.Key task) {
        boolean free = manager.isFreeFor(task.gpus());
        boolean warm = free && task.gpus() <= 1 && manager.isWarmFor(task.function());
        int block = managers.blockOrder(manager);
        return new Rank(manager, free, block, warm, manager.freeSlots(), manager.credit(now));
    }
}
