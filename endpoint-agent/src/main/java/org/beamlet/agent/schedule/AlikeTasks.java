package org.beamlet.agent.schedule;

import java.util.Comparator;
import java.util.TreeSet;

/**
 * Waiting tasks of one user that take equally long, as far as anybody knows, and as much of a node:
 * where one of them cannot go, none can. Guarded by the scheduler's lock.
 */
final class AlikeTasks {
    /**
     * What they have in common.
     *
     * @param limitNanos that their submitter set; 0 where none was set
     * @param gpus that they ask for; 0 for none
     */
    record Key(FunctionPast function, long limitNanos, int gpus) {
        /** {@return nanoseconds in which such a task should end; 0 where nobody knows} */
        long expected() {
            return limitNanos > 0 ? limitNanos : function.expected();
        }
    }

    static final Comparator<AlikeTasks> ORDER =
            (a, b) -> TaskEntry.ORDER.compare(a.waiting.first(), b.waiting.first());

    final UserTasks user;
    final Key key;
    final TreeSet<TaskEntry> waiting = new TreeSet<>(TaskEntry.ORDER);

    AlikeTasks(UserTasks user, Key key) {
        this.user = user;
        this.key = key;
    }
}
