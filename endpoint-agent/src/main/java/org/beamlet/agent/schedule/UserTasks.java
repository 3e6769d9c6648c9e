package org.beamlet.agent.schedule;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** A user's tasks; guarded by the scheduler's lock. */
final class UserTasks {
    /** Kinds of tasks that are kept while none of them waits. */
    private static final int MOST_IDLE = 32;

    /** Whose turn is next: who has least with node managers, then who has waited longest for it. */
    static final Comparator<UserTasks> FAIR = UserTasks::compare;

    final String user;
    private final long number;
    private final WaitingTasks all;
    private final Map<AlikeTasks.Key, AlikeTasks> kinds = new HashMap<>();

    /** Those of the kinds that have a waiting task and may be looked at. */
    final TreeSet<AlikeTasks> ready = new TreeSet<>(AlikeTasks.ORDER);

    /** With node managers. */
    private int placed;

    /** That have not ended. */
    private int unfinished;

    private long served;

    /**
     * Makes a user without tasks.
     *
     * @param number that no other has
     */
    UserTasks(String user, long number, WaitingTasks all) {
        this.user = user;
        this.number = number;
        this.served = number;
        this.all = all;
    }

    private static int compare(UserTasks a, UserTasks b) {
        if (a.placed != b.placed) {
            return Integer.compare(a.placed, b.placed);
        }
        return a.served == b.served
                ? Long.compare(a.number, b.number)
                : Long.compare(a.served, b.served);
    }

    void began() {
        unfinished++;
    }

    /** {@return whether there is none left} */
    boolean ended() {
        unfinished--;
        return unfinished == 0;
    }

    /** One more is with a manager, or one fewer. */
    void placed(int more) {
        all.out(this);
        placed += more;
        all.in(this);
    }

    void add(TaskEntry entry) {
        AlikeTasks kind =
                kinds.computeIfAbsent(
                        new AlikeTasks.Key(entry.function, entry.limitNanos, entry.gpus),
                        key -> new AlikeTasks(this, key));
        entry.waitsAmong = kind;
        if (kind.waiting.isEmpty()) {
            kind.waiting.add(entry);
            ready.add(kind);
        } else if (TaskEntry.ORDER.compare(entry, kind.waiting.first()) < 0) {
            ready.remove(kind);
            kind.waiting.add(entry);
            ready.add(kind);
        } else {
            kind.waiting.add(entry);
        }
    }

    /** {@return the first of a kind that may be looked at; it waits no more} */
    TaskEntry take(AlikeTasks kind) {
        // Alone a kind keeps its place, whatever comes first in it.
        boolean alone = ready.size() == 1;
        if (!alone) {
            ready.remove(kind);
        }
        TaskEntry first = Objects.requireNonNull(kind.waiting.pollFirst());
        first.waitsAmong = null;
        if (!kind.waiting.isEmpty()) {
            ready.add(kind);
        } else {
            if (alone) {
                ready.clear();
            }
            forgetSome(kind);
        }
        return first;
    }

    private void forgetSome(AlikeTasks kind) {
        if (kinds.size() > MOST_IDLE) {
            kinds.remove(kind.key);
        }
    }

    void remove(TaskEntry entry, AlikeTasks kind) {
        ready.remove(kind);
        kind.waiting.remove(entry);
        entry.waitsAmong = null;
        if (!kind.waiting.isEmpty()) {
            ready.add(kind);
        } else {
            forgetSome(kind);
        }
    }

    void servedAs(long turn) {
        served = turn;
    }

    /** {@return whether one that waits should end within the time, or nobody knows} */
    boolean hasWithin(long nanos) {
        return kinds.values().stream()
                .anyMatch(kind -> !kind.waiting.isEmpty() && kind.key.expected() <= nanos);
    }
}
