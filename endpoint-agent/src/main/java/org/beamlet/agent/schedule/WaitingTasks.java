package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with no node manager. Users take turns, whoever has least with node managers first; a
 * user's own go by priority, then in the order of arrival. Guarded by the scheduler's lock.
 */
final class WaitingTasks {
    /** Kinds of tasks that are passed over at a time, as no manager has the time for them. */
    private static final int MOST_ASIDE = 64;

    private final Map<String, UserTasks> users = new HashMap<>();

    /** Those of the users who have a task that may be looked at. */
    private final TreeSet<UserTasks> ready = new TreeSet<>(UserTasks.FAIR);

    private final List<AlikeTasks> aside = new ArrayList<>();
    private int size;
    private long turns;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** {@return the user, who has one task more} */
    UserTasks withOneMore(String user) {
        UserTasks known = users.computeIfAbsent(user, name -> new UserTasks(name, turns++, this));
        known.began();
        return known;
    }

    /** A task of the user has ended. */
    void withOneFewer(UserTasks user) {
        if (user.ended()) {
            users.remove(user.user, user);
        }
    }

    void add(TaskEntry entry) {
        UserTasks user = entry.user;
        boolean none = user.ready.isEmpty();
        user.add(entry);
        size++;
        if (none) {
            ready.add(user);
        }
    }

    /** Takes a task out, if it is here. */
    void remove(TaskEntry entry) {
        AlikeTasks kind = entry.waitsAmong;
        if (kind == null) {
            return;
        }
        size--;
        UserTasks user = entry.user;
        boolean some = !user.ready.isEmpty();
        user.remove(entry, kind);
        if (some && user.ready.isEmpty()) {
            ready.remove(user);
        }
    }

    /** {@return the kind of the task whose turn it is; null where none is left to look at} */
    @Nullable AlikeTasks next() {
        return ready.isEmpty() || aside.size() >= MOST_ASIDE ? null : ready.first().ready.first();
    }

    /** {@return the first of its kind, which does not wait any more} */
    TaskEntry take(AlikeTasks kind) {
        UserTasks user = kind.user;
        out(user);
        size--;
        TaskEntry first = user.take(kind);
        user.servedAs(turns++);
        in(user);
        return first;
    }

    /** Passes a kind over until all are {@linkplain #bringBack brought back}. */
    void setAside(AlikeTasks kind) {
        aside.add(kind);
        UserTasks user = kind.user;
        user.ready.remove(kind);
        if (user.ready.isEmpty()) {
            ready.remove(user);
        }
    }

    void bringBack() {
        for (AlikeTasks kind : aside) {
            out(kind.user);
            kind.user.ready.add(kind);
            in(kind.user);
        }
        aside.clear();
    }

    /** Takes a user out of the order, who is about to get another place in it. */
    void out(UserTasks user) {
        // Alone a user keeps the place, whatever changes.
        if (ready.size() > 1 && !user.ready.isEmpty()) {
            ready.remove(user);
        }
    }

    void in(UserTasks user) {
        if (!user.ready.isEmpty()) {
            ready.add(user);
        } else if (ready.size() == 1 && ready.first().equals(user)) {
            ready.clear();
        }
    }

    /** {@return whether a task should end within the time, or nobody knows how long it takes} */
    boolean hasWithin(long nanos) {
        return users.values().stream().anyMatch(user -> user.hasWithin(nanos));
    }
}
