package org.beamlet.client.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.beamlet.catalog.Catalog;
import org.beamlet.catalog.CatalogFunction;
import org.beamlet.catalog.FunctionCall;
import org.beamlet.client.FunctionRunner;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.client.TaskTimings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;

/** Runs catalog functions in this JVM: no service, no network, the same results and errors. */
public final class InProcessEndpoint implements FunctionRunner {
    /** What a worker's failure is called where the function did not name it. */
    private static final String UNNAMED = "RemoteExecutionError";

    private final Catalog catalog;
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

    private static TaskResult run(
            CatalogFunction function,
            JsonNode arguments,
            TaskId task,
            Instant called,
            TaskListener listener) {
        Instant started = Instant.now();
        listener.started(task);
        FunctionCall call =
                new FunctionCall(
                        arguments,
                        task.toString(),
                        1,
                        (fraction, what) -> listener.progress(task, fraction, what));
        JsonNode value = call(function, call, task);
        Instant ended = Instant.now();
        return new TaskResult(
                task, value, TaskTimings.of(called, called, started, ended, Instant.now()));
    }

    // A worker survives whatever a function throws, and so does this one.
    private static JsonNode call(CatalogFunction function, FunctionCall call, TaskId task) {
        try {
            // As over the wire: what cannot be written as JSON is no result.
            return Json.read(Json.write(Catalog.call(function, call)));
        } catch (BeamletException e) {
            throw TaskFailedException.of(task, e, trace(e));
        } catch (RuntimeException | Error e) {
            throw TaskFailedException.of(task, UNNAMED, e.toString(), trace(e));
        }
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
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
