package org.beamlet.worker.local;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.beamlet.catalog.Catalog;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks in threads of this JVM: no child process and no network, but also no protection from a
 * function that takes its process down.
 */
public final class SameJvmWorker implements LocalRunner {
    static final String NAME = "local/in-process";
    private static final TaskOutcome CLOSED =
            new TaskOutcome.Lost(NAME, "ended because the in-process worker was closed", "");

    private final Execution execution;
    private final @Nullable StandardOutput output;

    // All guarded by this object's lock.
    private final Queue<ThreadRun> waiting = new ArrayDeque<>();
    private final List<ThreadRun> running = new ArrayList<>();
    private final List<ThreadRun> givenUp = new ArrayList<>();
    private int free;
    private boolean closed;

    /**
     * A worker that runs one task at a time; what tasks print goes where this JVM's output goes.
     */
    public SameJvmWorker(Catalog catalog) {
        this(new TaskExecution(catalog)::run, 1, false);
    }

    /**
     * Makes a worker.
     *
     * @param slots how many tasks run at once
     * @param takeOutput whether what tasks print goes to their listeners, instead of this JVM's
     *     output, until this is closed
     */
    public SameJvmWorker(Execution execution, int slots, boolean takeOutput) {
        this.execution = execution;
        this.free = slots;
        this.output = takeOutput ? StandardOutput.take() : null;
    }

    @Override
    public CompletableFuture<TaskOutcome> submit(WorkerTask task, TaskListener listener) {
        ThreadRun run = new ThreadRun(task, listener, execution, this::over);
        synchronized (this) {
            if (!closed) {
                waiting.add(run);
                startNext();
                return run.outcome();
            }
        }
        run.end(CLOSED);
        return run.outcome();
    }

    private void startNext() {
        while (free > 0 && !waiting.isEmpty()) {
            free--;
            ThreadRun next = waiting.remove();
            running.add(next);
            next.start();
        }
    }

    private synchronized void over(ThreadRun run) {
        givenUp.remove(run);
        if (running.remove(run)) {
            free++;
            startNext();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>The thread of one that runs is interrupted and its slot is free at once; whether the
     * function heeds that is its own affair, see {@link #unheeding}.
     */
    @Override
    public void cancel(String taskId, int attempt) {
        Predicate<ThreadRun> meant =
                run ->
                        run.task().taskId().equals(taskId)
                                && (attempt == 0 || run.task().attempt() == attempt);
        Optional<ThreadRun> found;
        synchronized (this) {
            found = waiting.stream().filter(meant).findFirst();
            found.ifPresent(waiting::remove);
            if (found.isEmpty()) {
                found = running.stream().filter(meant).findFirst();
                found.ifPresent(this::giveUp);
            }
        }
        // The outcome comes first: an interrupted function may return at once, and win otherwise.
        found.ifPresent(run -> {
            run.end(run.cancelledOutcome());
            run.interrupt();
        });
    }

    private void giveUp(ThreadRun run) {
        running.remove(run);
        givenUp.add(run);
        free++;
        startNext();
    }

    /**
     * Waits for functions that were interrupted.
     *
     * @return the ids of tasks whose functions still run
     */
    public List<String> unheeding(Duration patience) throws InterruptedException {
        List<ThreadRun> all;
        synchronized (this) {
            all = List.copyOf(givenUp);
        }
        long until = System.nanoTime() + patience.toNanos();
        List<String> still = new ArrayList<>();
        for (ThreadRun run : all) {
            if (!run.awaitEnd(Duration.ofNanos(Math.max(1, until - System.nanoTime())))) {
                still.add(run.task().taskId());
            }
        }
        return still;
    }

    /** Interrupts the running tasks, whose outcomes no longer count; the others never run. */
    @Override
    public void close() {
        List<ThreadRun> all;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            all = new ArrayList<>(waiting);
            waiting.clear();
            all.addAll(running);
            givenUp.addAll(running);
            running.clear();
        }
        all.forEach(run -> {
            run.end(CLOSED);
            run.interrupt();
        });
        if (output != null) {
            output.close();
        }
    }
}
