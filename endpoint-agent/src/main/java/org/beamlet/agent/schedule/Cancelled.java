package org.beamlet.agent.schedule;

import java.util.LinkedHashSet;
import java.util.Set;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;

/**
 * Tasks that were cancelled before they came: the broker has one queue for tasks and another for
 * what is said of them. Guarded by the scheduler's lock.
 */
final class Cancelled {
    /** What ended long before it was cancelled is remembered in vain; the oldest go. */
    private static final int MOST = 100_000;

    private final Set<TaskId> early = new LinkedHashSet<>();

    void remember(TaskId id) {
        early.add(id);
        if (early.size() > MOST) {
            early.remove(early.iterator().next());
        }
    }

    /** {@return whether the task, which has just come, need not have} */
    boolean take(TaskId id) {
        return early.remove(id);
    }

    /** {@return how a cancelled task ends, unless its manager has told already} */
    static Outcome outcome() {
        return Outcome.failure(
                ErrorCode.TASK_CANCELLED.name(),
                "the task was cancelled; submit it again if it is wanted after all",
                "");
    }
}
