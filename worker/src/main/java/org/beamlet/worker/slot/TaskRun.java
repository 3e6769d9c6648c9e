package org.beamlet.worker.slot;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.frame.FromWorker;
import org.beamlet.worker.frame.ToWorker;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** One task on one worker process, from its sending to its outcome. */
final class TaskRun {
    private static final Logger LOG = System.getLogger(TaskRun.class.getName());

    private final WorkerProcess process;
    private final Assignment assignment;
    private final long began = System.nanoTime();
    private long startedAtNs;
    private volatile @Nullable Verdict verdict;
    private volatile FromWorker.@Nullable Explained explained;
    private boolean ending;

    TaskRun(WorkerProcess process, Assignment assignment) {
        this.process = process;
        this.assignment = assignment;
    }

    WorkerTask task() {
        return assignment.task();
    }

    Assignment assignment() {
        return assignment;
    }

    WorkerProcess process() {
        return process;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** {@return the latest answer to {@link #explain}} */
    FromWorker.@Nullable Explained explained() {
        return explained;
    }

    /** {@return whether the process comes to its end with the task} */
    boolean ending() {
        return ending;
    }

    /** Asks the worker what the task is at. */
    void explain() {
        explained = null;
        try {
            process.send(new ToWorker.Explain());
        } catch (IOException _) {
            // It has just died, and whoever runs it learns of that.
        }
    }

    /** Ends the task with its process; returns once that is gone. */
    void condemn(Verdict why) {
        LOG.log(
                Level.WARNING,
                "task={0} worker={1} ended code={2}: {3}",
                task().taskId(),
                process.name(),
                why.code(),
                why.text());
        verdict = why;
        process.kill();
    }

    /** Has the worker run it and waits for the end. */
    TaskOutcome outcome(WorkerPool pool) throws InterruptedException {
        process.output().begin(assignment.listener());
        try {
            return run(pool);
        } finally {
            process.output().end();
        }
    }

    private TaskOutcome run(WorkerPool pool) throws InterruptedException {
        try {
            process.send(ToWorker.Run.of(task()));
        } catch (IOException _) {
            // It has died; the queue of its frames says so too, after the last one.
        } catch (BeamletException e) {
            return refused(e);
        }
        while (true) {
            Optional<FromWorker> frame = process.next();
            if (frame.isEmpty()) {
                return ended(pool);
            }
            if (frame.get() instanceof FromWorker.Started(_, long at)) {
                startedAtNs = at;
            }
            Optional<TaskOutcome> outcome = heed(frame.get());
            if (outcome.isPresent()) {
                process.ranOne();
                return outcome.get();
            }
        }
    }

    /** {@return the outcome of a task whose process ended under it} */
    private TaskOutcome ended(WorkerPool pool) throws InterruptedException {
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

    static TaskOutcome refused(BeamletException e) {
        long now = EpochNanos.now();
        String text = e.what() + "; " + e.remedy();
        return new TaskOutcome.Failed(now, now, e.code().name(), text, text);
    }

    /** Takes one frame in; what is of another task, a straggler's progress say, is passed over. */
    private Optional<TaskOutcome> heed(FromWorker frame) {
        String task = task().taskId();
        return switch (frame) {
            case FromWorker.Started(String id, long at) when id.equals(task) -> {
                tell(() -> assignment.listener().started(process.name(), at));
                yield Optional.empty();
            }
            case FromWorker.Progress(String id, double part, String what) when id.equals(task) -> {
                tell(() -> assignment.listener().progress(part, what));
                yield Optional.empty();
            }
            case FromWorker.Done(String id, long from, long to, String result)
                    when id.equals(task) ->
                    Optional.of(new TaskOutcome.Succeeded(from, to, result));
            case FromWorker.Failed(
                            String id,
                            long from,
                            long to,
                            String code,
                            String message,
                            String trace,
                            boolean last)
                    when id.equals(task) -> {
                ending = last;
                yield Optional.of(new TaskOutcome.Failed(from, to, code, message, trace));
            }
            case FromWorker.Explained answer -> {
                explained = answer;
                yield Optional.empty();
            }
            case FromWorker.Ready _,
                    FromWorker.Started _,
                    FromWorker.Progress _,
                    FromWorker.Done _,
                    FromWorker.Failed _ ->
                    Optional.empty();
        };
    }

    /** A listener's fault is its own; the slot goes on. */
    private static void tell(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "listener failed", e);
        }
    }
}
