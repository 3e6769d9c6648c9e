package org.beamlet.agent.schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.beamlet.agent.task.AcceptedTask;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.GpuRequest;
import org.jspecify.annotations.Nullable;

/** A task as the scheduler sees it; guarded by the scheduler's lock. */
final class TaskEntry {
    /** A user's own tasks: the lower number first, as in Parsl, then what came first. */
    static final Comparator<TaskEntry> ORDER =
            (a, b) ->
                    a.priority == b.priority
                            ? Long.compare(a.order, b.order)
                            : Integer.compare(a.priority, b.priority);

    private static final double LONGEST_S = 1e9;

    final TaskId id;

    /** Place in the order of arrival; kept by a task that has to wait again. */
    final long order;

    final AcceptedTask task;
    final UserTasks user;
    final FunctionPast function;
    final int priority;

    /** What its submitter allows it, in nanoseconds; 0 where nothing was said. */
    final long limitNanos;

    /** Accelerators that it asks for; 0 for none. */
    final int gpus;

    /** Null while it does not wait. */
    @Nullable AlikeTasks waitsAmong;

    int losses;

    /** Placements that ended before the task was seen to start. */
    int takenBack;

    /** Number of the last placement; 0 before the first. */
    int attempt;

    boolean started;

    /** When that was told, in nanoseconds of the scheduler's clock. */
    long startedNanos;

    boolean finished;

    /** Nobody wants it; it ends as soon as it can. */
    boolean cancelled;

    boolean journaled;

    /** The outcome is on its way, though it may not be journaled yet. */
    boolean published;

    /** The broker had it before the journal did. */
    boolean confirmed;

    /** The manager was asked to give it back unless it has begun. */
    boolean recalled;

    /** Nobody wants it any more. */
    boolean stale;

    @Nullable NodeManager manager;

    /** Who is to be told once the outcome is journaled. */
    record Acknowledgement(ManagerLink link, TaskId id, int attempt) {}

    final List<Acknowledgement> acknowledgements = new ArrayList<>(1);

    TaskEntry(AcceptedTask task, long order, UserTasks user, FunctionPast function) {
        this.id = task.id();
        this.order = order;
        this.task = task;
        this.user = user;
        this.function = function;
        Integer asked = task.terms().priority();
        Double seconds = task.terms().taskSeconds();
        this.gpus = GpuRequest.known(task.resourceSpecification());
        this.priority = asked == null ? 0 : asked;
        this.limitNanos =
                seconds == null || !(seconds > 0) ? 0 : (long) (1e9 * Math.min(seconds, LONGEST_S));
    }

    void assign(NodeManager to) {
        manager = to;
        started = false;
        recalled = false;
        if (to.add(this)) {
            user.placed(1);
        }
    }

    void release() {
        if (manager != null) {
            if (manager.remove(this)) {
                user.placed(-1);
            }
            manager = null;
        }
    }

    EndedTask ended(Outcome outcome) {
        NodeManager on = manager;
        return new EndedTask(
                task, number(), outcome, on == null ? "" : on.block, on == null ? "" : on.node);
    }

    /** {@return nanoseconds in which it should end once it has begun; 0 where nobody knows} */
    long expected() {
        return limitNanos > 0 ? limitNanos : function.expected();
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
