package org.beamlet.worker.slot;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** A task that a worker process was given. */
final class TaskRun {
    private final Assignment assignment;
    private final WorkerProcess process;
    private volatile long startedAtNs;
    private volatile long heardNanos;
    private volatile @Nullable Verdict verdict;
    private volatile @Nullable TaskOutcome outcome;
    private volatile FromWorker.@Nullable Explained explained;

    TaskRun(Assignment assignment, WorkerProcess process) {
        this.assignment = assignment;
        this.process = process;
    }

    Assignment assignment() {
        return assignment;
    }

    WorkerTask task() {
        return assignment.task();
    }

    WorkerProcess process() {
        return process;
    }

    /** The worker has said that it began it. */
    void began(long atNs) {
        heardNanos = System.nanoTime();
        startedAtNs = atNs;
    }

    boolean begun() {
        return startedAtNs > 0;
    }

    /** {@return how long it has run} */
    Duration elapsed() {
        return begun() ? Duration.ofNanos(System.nanoTime() - heardNanos) : Duration.ZERO;
    }

    /** {@return the latest answer to {@link #explain}} */
    FromWorker.@Nullable Explained explained() {
        return explained;
    }

    void explained(FromWorker.Explained answer) {
        explained = answer;
    }

    /** Asks the worker what the task is at. */
    void explain() {
        explained = null;
        try {
            process.send(List.of(new ToWorker.Explain()));
        } catch (IOException _) {
            // It has just died, and whoever runs it learns of that.
        }
    }

    /** Says why the task is ended with its process. */
    void condemned(Verdict why) {
        verdict = why;
    }

    /** How it has ended, and with it its process. */
    void ends(TaskOutcome how) {
        outcome = how;
    }

    /** {@return the outcome of the task, whose process has ended under it} */
    TaskOutcome ended(WorkerPool pool) {
        TaskOutcome known = outcome;
        if (known != null) {
            return known;
        }
        Verdict why = verdict;
        if (assignment.cancelled().get()) {
            return Assignment.cancelledOutcome(startedAtNs);
        }
        if (why != null) {
            return why.outcome(startedAtNs);
        }
        if (pool.queue().closed()) {
            return new TaskOutcome.Lost(process.name(), pool.whyClosed(), "");
        }
        if (process.ran() == 0 && process.heapWasFull()) {
            // No task before it can have left anything behind.
            return new Verdict(
                            ErrorCode.MEMORY_EXCEEDED,
                            "the function filled the whole Java heap of its worker; give it less at"
                                    + " once, or have the endpoint's admin lower"
                                    + " max_workers_per_node, so that each has more",
                            process.logTail())
                    .outcome(startedAtNs);
        }
        return new TaskOutcome.Lost(process.name(), process.howItEnded(), process.logTail());
    }
}
