package org.beamlet.worker.local;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.beamlet.catalog.Progress;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;

/** One task and the thread that it gets: a thread that was interrupted serves no other task. */
final class ThreadRun {
    private static final Logger LOG = System.getLogger(ThreadRun.class.getName());

    private final WorkerTask task;
    private final TaskListener listener;
    private final Execution execution;
    private final Consumer<ThreadRun> over;
    private final CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
    private final Thread thread;
    private final PrintedText printed;
    private volatile long startedAtNs;

    ThreadRun(
            WorkerTask task, TaskListener listener, Execution execution, Consumer<ThreadRun> over) {
        this.task = task;
        this.listener = listener;
        this.execution = execution;
        this.over = over;
        this.printed = new PrintedText(listener);
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("in-process-" + task.taskId())
                        .unstarted(this::run);
    }

    WorkerTask task() {
        return task;
    }

    CompletableFuture<TaskOutcome> outcome() {
        return outcome;
    }

    void start() {
        startedAtNs = EpochNanos.now();
        thread.start();
    }

    void interrupt() {
        thread.interrupt();
    }

    /** The first outcome counts. */
    void end(TaskOutcome how) {
        printed.close();
        outcome.complete(how);
    }

    boolean awaitEnd(Duration patience) throws InterruptedException {
        return thread.join(patience);
    }

    TaskOutcome cancelledOutcome() {
        long started = startedAtNs;
        String text =
                "the task was cancelled %s; submit it again if it is wanted after all"
                        .formatted(started == 0 ? "before it began" : "while it ran");
        return new TaskOutcome.Failed(
                started,
                started == 0 ? 0 : EpochNanos.now(),
                ErrorCode.TASK_CANCELLED.name(),
                text,
                text);
    }

    private void run() {
        try {
            tellStarted();
            TaskOutcome how = StandardOutput.during(printed, () -> executed());
            // Whoever waits for the outcome finds the slot free.
            over.accept(this);
            end(how);
        } finally {
            over.accept(this);
            // Without an outcome by now the execution itself is broken; nobody must wait for ever.
            end(new TaskOutcome.Lost(SameJvmWorker.NAME, "ended without an outcome", ""));
        }
    }

    private TaskOutcome executed() {
        return execution.run(task, new Told());
    }

    /** What the listener is told until the outcome is there. */
    private final class Told implements Progress {
        private final AtomicLong partials = new AtomicLong();

        @Override
        public void at(double fraction, String what) {
            if (!outcome.isDone()) {
                listener.progress(fraction, what);
            }
        }

        @Override
        public void partial(JsonNode value) {
            if (!outcome.isDone()) {
                listener.partial(partials.incrementAndGet(), value);
            }
        }
    }

    private void tellStarted() {
        try {
            listener.started(SameJvmWorker.NAME, startedAtNs);
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "listener failed", e);
        }
    }
}
