package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.List;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/** A task as the scheduler sees it; guarded by the scheduler's lock. */
final class TaskEntry {
    final TaskId id;

    /** Place in the order of arrival; kept by a task that has to wait again. */
    final long order;

    final AcceptedTask task;
    int losses;

    /** Placements that ended before the task was seen to start. */
    int takenBack;

    /** Number of the last placement; 0 before the first. */
    int attempt;

    boolean started;
    boolean finished;

    /** Nobody wants it; it ends as soon as it can. */
    boolean cancelled;

    boolean journaled;
    @Nullable NodeManager manager;

    /** To be run once the outcome is journaled. */
    final List<Runnable> acknowledgements = new ArrayList<>(1);

    TaskEntry(AcceptedTask task, long order) {
        this.id = task.id();
        this.order = order;
        this.task = task;
    }

    /** Every placement has a number of its own, so that the files of two never meet. */
    int nextAttempt() {
        attempt = Math.max(attempt + 1, task.attempt());
        return attempt;
    }
}
