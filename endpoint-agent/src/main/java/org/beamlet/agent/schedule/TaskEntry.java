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

    /** The manager was asked to give it back unless it has begun. */
    boolean recalled;

    /** Nobody wants it any more. */
    boolean stale;

    @Nullable NodeManager manager;

    /** Who is to be told once the outcome is journaled. */
    record Acknowledgement(ManagerLink link, TaskId id, int attempt) {}

    final List<Acknowledgement> acknowledgements = new ArrayList<>(1);

    TaskEntry(AcceptedTask task, long order) {
        this.id = task.id();
        this.order = order;
        this.task = task;
    }

    void assign(NodeManager to) {
        manager = to;
        started = false;
        recalled = false;
        to.assigned.add(this);
    }

    void release() {
        if (manager != null) {
            manager.assigned.remove(this);
            manager = null;
        }
    }

    /** {@return the number under which the service is told of it} */
    int number() {
        return Math.max(attempt, task.attempt());
    }

    /** Every placement has a number of its own, so that the files of two never meet. */
    int nextAttempt() {
        attempt = Math.max(attempt + 1, task.attempt());
        return attempt;
    }
}
