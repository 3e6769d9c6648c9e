package org.beamlet.worker.slot;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/**
 * A task with those who wait for it.
 *
 * @param cancelled whether somebody has said that it need not run
 */
record Assignment(
        WorkerTask task,
        TaskListener listener,
        CompletableFuture<TaskOutcome> outcome,
        AtomicBoolean cancelled) {
    Assignment(WorkerTask task, TaskListener listener) {
        this(task, listener, new CompletableFuture<>(), new AtomicBoolean());
    }

    /** Itself alone: the same task may be placed here again, and arguments may be long. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    void lost(String worker, String how, String logTail) {
        outcome.complete(new TaskOutcome.Lost(worker, how, logTail));
    }

    /** It is lost by a fault of the program that was to see to it. */
    void lostTo(String worker, Throwable fault) {
        lost(worker, howItEnds(fault), "");
    }

    static String howItEnds(Throwable fault) {
        return "was given up for a fault of its node manager: " + fault;
    }

    /** {@return how a task ends that no worker can be given} */
    static TaskOutcome refused(BeamletException e) {
        long now = EpochNanos.now();
        String text = e.what() + "; " + e.remedy();
        return new TaskOutcome.Failed(now, now, e.code().name(), text, text);
    }

    /**
     * How it ends where it was cancelled.
     *
     * @param startedAtNs 0 if it never began
     */
    static TaskOutcome cancelledOutcome(long startedAtNs) {
        String text =
                startedAtNs == 0
                        ? "the task was cancelled before it began"
                        : "the task was cancelled while it ran";
        String message = text + "; submit it again if it is wanted after all";
        long now = EpochNanos.now();
        return new TaskOutcome.Failed(
                startedAtNs,
                startedAtNs == 0 ? 0 : now,
                ErrorCode.TASK_CANCELLED.name(),
                message,
                message);
    }

    /** {@return those that nobody has cancelled; the others end here, before they began} */
    static List<Assignment> wanted(List<Assignment> tasks) {
        List<Assignment> wanted = new ArrayList<>();
        for (Assignment task : tasks) {
            if (task.cancelled().get()) {
                task.outcome().complete(cancelledOutcome(0));
            } else {
                wanted.add(task);
            }
        }
        return wanted;
    }
}
