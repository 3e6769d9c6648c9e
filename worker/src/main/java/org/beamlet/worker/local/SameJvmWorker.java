package org.beamlet.worker.local;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.beamlet.catalog.Catalog;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskListener;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.TaskRunner;
import org.beamlet.worker.task.WorkerTask;

/**
 * Runs tasks in this JVM, one at a time: no child process and no network, but also no protection
 * from a function that takes its process down.
 */
public final class SameJvmWorker implements TaskRunner {
    private static final Logger LOG = System.getLogger(SameJvmWorker.class.getName());
    private static final String NAME = "local/in-process";
    private static final TaskOutcome CLOSED =
            new TaskOutcome.Lost(NAME, "ended because the in-process worker was closed", "");

    private final TaskExecution execution;
    private final Map<Long, CompletableFuture<TaskOutcome>> open = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("in-process-worker").factory());

    public SameJvmWorker(Catalog catalog) {
        this.execution = new TaskExecution(catalog);
    }

    @Override
    public CompletableFuture<TaskOutcome> submit(WorkerTask task, TaskListener listener) {
        CompletableFuture<TaskOutcome> outcome = new CompletableFuture<>();
        long number = numbers.incrementAndGet();
        open.put(number, outcome);
        try {
            thread.execute(() -> run(task, listener, number));
        } catch (RejectedExecutionException _) {
            end(number, CLOSED);
        }
        return outcome;
    }

    private void run(WorkerTask task, TaskListener listener, long number) {
        if (!open.containsKey(number)) {
            return;
        }
        try {
            listener.started(NAME, EpochNanos.now());
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "listener failed", e);
        }
        end(number, execution.run(task, listener::progress));
    }

    private void end(long number, TaskOutcome how) {
        CompletableFuture<TaskOutcome> outcome = open.remove(number);
        if (outcome != null) {
            outcome.complete(how);
        }
    }

    /** Interrupts the running task, whose outcome no longer counts; the others never run. */
    @Override
    public void close() {
        // Outcomes come first: an interrupted function may return at once, and win otherwise.
        closeOpen();
        thread.shutdownNow();
        closeOpen();
    }

    private void closeOpen() {
        List.copyOf(open.keySet()).forEach(number -> end(number, CLOSED));
    }
}
