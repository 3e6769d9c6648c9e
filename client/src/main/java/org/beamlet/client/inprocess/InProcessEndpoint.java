package org.beamlet.client.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.client.BeamletClient;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.client.TaskTimings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.worker.execution.TaskExecution;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;

/** Runs catalog functions in this JVM: no service, no network, the same results and errors. */
public final class InProcessEndpoint implements FunctionRunner {
    private final Catalog catalog;
    private final TaskExecution execution;
    private final ExecutorService slots;

    /** Opens an endpoint that runs one task at a time, in the order of submission. */
    public InProcessEndpoint(Catalog catalog) {
        this(catalog, 1);
    }

    /**
     * Opens an endpoint.
     *
     * @param slots how many tasks run at once
     */
    public InProcessEndpoint(Catalog catalog, int slots) {
        this.catalog = catalog;
        this.execution = new TaskExecution(catalog);
        this.slots =
                Executors.newFixedThreadPool(
                        slots, Thread.ofPlatform().daemon().name("in-process-", 0).factory());
    }

    @Override
    public CompletableFuture<TaskResult> submit(
            FunctionId function, JsonNode arguments, TaskListener listener) {
        Optional<CatalogFunction> found = catalog.find(function);
        if (found.isEmpty()) {
            return CompletableFuture.failedFuture(
                    new BeamletException(
                            ErrorCode.FUNCTION_NOT_FOUND,
                            "function %s is not in the catalog of this installation"
                                    .formatted(function),
                            "run it on an endpoint, or see `beamlet function list`"));
        }
        Instant called = Instant.now();
        TaskId task = TaskId.random();
        JsonNode own = arguments.deepCopy();
        listener.submitted(task);
        return CompletableFuture.supplyAsync(
                () -> run(found.get(), own, task, called, listener), slots);
    }

    private TaskResult run(
            CatalogFunction function,
            JsonNode arguments,
            TaskId task,
            Instant called,
            TaskListener listener) {
        listener.started(task);
        WorkerTask work =
                new WorkerTask(
                        task.toString(),
                        1,
                        function.id().toString(),
                        function.code().packed() + BeamletClient.payload(arguments),
                        List.of());
        TaskOutcome.Finished outcome =
                execution.run(work, (fraction, what) -> listener.progress(task, fraction, what));
        return switch (outcome) {
            case TaskOutcome.Succeeded(long started, long ended, String result) ->
                    new TaskResult(
                            task,
                            Serialized.parse(result).asJson(),
                            TaskTimings.of(called, called, at(started), at(ended), Instant.now()));
            case TaskOutcome.Failed(_, _, String code, String userMessage, String trace) ->
                    throw TaskFailedException.of(task, code, userMessage, trace);
        };
    }

    private static Instant at(long nanoseconds) {
        return Instant.ofEpochSecond(0, nanoseconds);
    }

    @Override
    public void close() {
        slots.close();
    }

    /** Interrupts what runs and closes without waiting for it. */
    public void closeNow() {
        slots.shutdownNow();
    }
}
