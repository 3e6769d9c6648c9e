package org.beamlet.client.inprocess;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.beamlet.client.BeamletExecutor;
import org.beamlet.client.SubmitOptions;
import org.beamlet.client.TaskFailedException;
import org.beamlet.client.TaskListener;
import org.beamlet.client.TaskResult;
import org.beamlet.client.TaskTimings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.payload.ResultReference;
import org.beamlet.protocol.payload.Serialized;
import org.beamlet.worker.data.DataArguments;
import org.beamlet.worker.data.DataRoots;
import org.beamlet.worker.task.EpochNanos;
import org.beamlet.worker.task.TaskOutcome;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** A task from its submission to its outcome, over all its placements. */
final class LocalTask implements org.beamlet.worker.task.TaskListener {
    private static final List<String> NO_REFERENCES = List.of(BeamletExecutor.JSON_RESULTS.get(0));

    private final TaskId id = TaskId.random();
    private final Instant called = Instant.now();
    private final CompletableFuture<TaskResult> future = new CompletableFuture<>();
    private final LocalFunction function;
    private final String payload;
    private final SubmitOptions options;
    private final TaskListener listener;
    private final Surroundings around;
    private final BiConsumer<LocalTask, TaskFailedException> ifFailed;

    // Guarded by this object's lock.
    private String buffer = "";
    private int attempt;
    private int losses;
    private boolean over;
    private @Nullable BeamletException verdict;

    LocalTask(
            LocalFunction function,
            String payload,
            SubmitOptions options,
            TaskListener listener,
            Surroundings around,
            BiConsumer<LocalTask, TaskFailedException> ifFailed) {
        this.function = function;
        this.payload = payload;
        this.options = options;
        this.listener = listener;
        this.around = around;
        this.ifFailed = ifFailed;
    }

    TaskId id() {
        return id;
    }

    String functionName() {
        return function.name();
    }

    CompletableFuture<TaskResult> future() {
        return future;
    }

    void begin() {
        around.outputs().begin(id, 1);
        listener.submitted(id);
        try {
            String resolved =
                    DataArguments.resolved(
                            function.code() + payload,
                            new DataRoots(around.settings().dataRoots()));
            synchronized (this) {
                buffer = resolved;
                place();
            }
        } catch (BeamletException e) {
            end(failed(e));
        }
    }

    private void place() {
        attempt++;
        if (attempt > 1) {
            around.outputs().begin(id, attempt);
        }
        WorkerTask work =
                new WorkerTask(
                        id.toString(),
                        attempt,
                        function.id().toString(),
                        buffer,
                        around.settings().largeResults()
                                ? BeamletExecutor.JSON_RESULTS
                                : NO_REFERENCES);
        CompletableFuture<Void> _ = around.runner().submit(work, this).thenAccept(this::came);
    }

    @Override
    public void started(String worker, long atNs) {
        // The first that is over ends it.
        around.settings().timeout().ifPresent(this::limit);
        Optional.ofNullable(options.timeLimit()).ifPresent(this::limit);
        listener.started(id);
    }

    private void limit(Duration longest) {
        int limited = attempt();
        var timed =
                around.timer()
                        .schedule(
                                () -> expire(limited, longest),
                                longest.toMillis(),
                                TimeUnit.MILLISECONDS);
        CompletableFuture<TaskResult> _ = future.whenComplete((_, _) -> timed.cancel(false));
    }

    private synchronized int attempt() {
        return attempt;
    }

    private void expire(int limited, Duration longest) {
        BeamletException why =
                new BeamletException(
                        ErrorCode.TASK_TIMED_OUT,
                        "%s ran for longer than %s s and was ended"
                                .formatted(function.name(), longest.toMillis() / 1000.0),
                        "give it less to do, or more time");
        boolean _ = stop(limited, why);
    }

    /** Ends it; {@return whether it was not over yet} */
    boolean cancel() {
        return stop(
                0,
                new BeamletException(
                        ErrorCode.TASK_CANCELLED,
                        "the task was cancelled",
                        "submit it again if it is wanted after all"));
    }

    private boolean stop(int which, BeamletException why) {
        synchronized (this) {
            if (over || verdict != null || (which != 0 && which != attempt)) {
                return false;
            }
            verdict = why;
        }
        around.runner().cancel(id.toString(), which);
        return true;
    }

    @Override
    public void progress(double fraction, String what) {
        listener.progress(id, fraction, what);
    }

    @Override
    public void partial(long seq, JsonNode value) {
        listener.partial(id, seq, value);
    }

    @Override
    public boolean hears() {
        return true;
    }

    @Override
    public void printed(boolean error, long offset, byte[] text) {
        around.outputs().printed(id, error, offset, text);
    }

    /** A placement is over. */
    private void came(TaskOutcome outcome) {
        switch (outcome) {
            case TaskOutcome.Finished finished -> end(finished);
            case TaskOutcome.Lost lost -> again(lost).ifPresent(this::end);
        }
    }

    /** {@return the outcome, where the task is not placed again} */
    private Optional<TaskOutcome.Finished> again(TaskOutcome.Lost lost) {
        LossRule rule = new LossRule(around.settings().retries(), function.idempotent());
        synchronized (this) {
            losses++;
            if (verdict == null && losses > rule.retries()) {
                return Optional.of(rule.failure(losses, lost));
            }
            if (verdict == null && !future.isDone()) {
                place();
                return Optional.empty();
            }
        }
        return Optional.of(rule.failure(losses(), lost));
    }

    private synchronized int losses() {
        return losses;
    }

    private void end(TaskOutcome.Finished outcome) {
        BeamletException why;
        synchronized (this) {
            over = true;
            why = verdict;
        }
        around.outputs().ended(id);
        // Whoever was told that the task is cancelled gets no result of it.
        TaskOutcome.Finished told = why == null ? outcome : failed(why);
        around.completer().execute(() -> conclude(told));
    }

    private void conclude(TaskOutcome.Finished outcome) {
        try {
            future.complete(result(outcome));
        } catch (TaskFailedException e) {
            // Before anybody who waits can ask.
            ifFailed.accept(this, e);
            future.completeExceptionally(e);
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private TaskResult result(TaskOutcome.Finished outcome) {
        return switch (outcome) {
            case TaskOutcome.Succeeded(long started, long ended, String result, _) ->
                    new TaskResult(
                            id,
                            value(result),
                            TaskTimings.of(called, called, at(started), at(ended), Instant.now()));
            case TaskOutcome.Failed(_, _, String code, String userMessage, String trace, _) ->
                    throw TaskFailedException.of(id, code, userMessage, trace);
        };
    }

    private JsonNode value(String result) {
        JsonNode value =
                Serialized.parse(ResultReference.parse(result).map(this::fetched).orElse(result))
                        .asJson();
        return function.own() ? JavaFunctionBody.value(value) : value;
    }

    private String fetched(ResultReference reference) {
        Path file = Path.of(String.valueOf(reference.file()));
        try {
            String text = Files.readString(file);
            Files.delete(file);
            return text;
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.ARTIFACT_NOT_FOUND,
                    "the result of task %s cannot be read: %s".formatted(id, e),
                    "leave the endpoint's working folder alone while it is open",
                    e);
        }
    }

    private static TaskOutcome.Failed failed(BeamletException e) {
        long now = EpochNanos.now();
        String text = e.what() + "; " + e.remedy();
        return new TaskOutcome.Failed(now, now, e.code().name(), text, text);
    }

    private static Instant at(long nanoseconds) {
        return Instant.ofEpochSecond(0, nanoseconds);
    }
}
