package org.beamlet.worker.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.beamlet.protocol.task.TouchedPaths;
import org.beamlet.worker.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** What a worker process says. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = FromWorker.Ready.class, name = "ready"),
    @JsonSubTypes.Type(value = FromWorker.Started.class, name = "started"),
    @JsonSubTypes.Type(value = FromWorker.Progress.class, name = "progress"),
    @JsonSubTypes.Type(value = FromWorker.Partial.class, name = "partial"),
    @JsonSubTypes.Type(value = FromWorker.Done.class, name = "done"),
    @JsonSubTypes.Type(value = FromWorker.Failed.class, name = "failed"),
    @JsonSubTypes.Type(value = FromWorker.Returned.class, name = "returned"),
    @JsonSubTypes.Type(value = FromWorker.Explained.class, name = "explained")
})
public sealed interface FromWorker extends Frame {
    /** The worker has loaded its catalog and takes tasks. */
    record Ready(@JsonProperty(value = "pid", required = true) long pid) implements FromWorker {}

    /** How many bytes the worker had printed when it said so, to either stream. */
    record Printed(
            @JsonProperty(value = "out", required = true) long out,
            @JsonProperty(value = "err", required = true) long err) {}

    /**
     * A task has begun.
     *
     * @param printed by the tasks before it; null where the worker cannot tell
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Started(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "at_ns", required = true) long atNs,
            @JsonProperty("printed") @Nullable Printed printed)
            implements FromWorker {
        public Started(String taskId, long atNs) {
            this(taskId, atNs, null);
        }

        public Started {
            Objects.requireNonNull(taskId, "task_id");
        }
    }

    /** How far the running task is. */
    record Progress(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "fraction", required = true) double fraction,
            @JsonProperty(value = "what", required = true) String what)
            implements FromWorker {
        public Progress {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(what, "what");
        }
    }

    /**
     * What the running task has found so far.
     *
     * @param seq counts the partial results of a task in this worker, from 1
     */
    record Partial(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "seq", required = true) long seq,
            @JsonProperty(value = "value", required = true) JsonNode value)
            implements FromWorker {
        public Partial {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(value, "value");
        }
    }

    /** A task has returned. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Done(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "started_at_ns", required = true) long startedAtNs,
            @JsonProperty(value = "ended_at_ns", required = true) long endedAtNs,
            @JsonProperty(value = "result", required = true) String result,
            @JsonProperty("printed") @Nullable Printed printed,
            @JsonProperty("paths") @Nullable TouchedPaths paths)
            implements FromWorker {
        public Done(
                String taskId,
                long startedAtNs,
                long endedAtNs,
                String result,
                @Nullable Printed printed) {
            this(taskId, startedAtNs, endedAtNs, result, printed, null);
        }

        public Done(String taskId, long startedAtNs, long endedAtNs, String result) {
            this(taskId, startedAtNs, endedAtNs, result, null);
        }

        public Done {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(result, "result");
        }

        public TaskOutcome.Succeeded outcome() {
            return new TaskOutcome.Succeeded(startedAtNs, endedAtNs, result, orNone(paths));
        }
    }

    /**
     * A task has raised an error.
     *
     * @param ending whether the worker, too, comes to its end with it
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Failed(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "started_at_ns", required = true) long startedAtNs,
            @JsonProperty(value = "ended_at_ns", required = true) long endedAtNs,
            @JsonProperty(value = "code", required = true) String code,
            @JsonProperty(value = "user_message", required = true) String userMessage,
            @JsonProperty(value = "trace", required = true) String trace,
            @JsonProperty("ending") boolean ending,
            @JsonProperty("printed") @Nullable Printed printed,
            @JsonProperty("paths") @Nullable TouchedPaths paths)
            implements FromWorker {
        public Failed(
                String taskId,
                long startedAtNs,
                long endedAtNs,
                String code,
                String userMessage,
                String trace,
                boolean ending,
                @Nullable Printed printed) {
            this(taskId, startedAtNs, endedAtNs, code, userMessage, trace, ending, printed, null);
        }

        public Failed {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(userMessage, "user_message");
            Objects.requireNonNull(trace, "trace");
        }

        public TaskOutcome.Failed outcome() {
            return new TaskOutcome.Failed(
                    startedAtNs, endedAtNs, code, userMessage, trace, orNone(paths));
        }
    }

    /** Tasks that the worker was asked to give back and had not begun. */
    record Returned(@JsonProperty(value = "task_ids", required = true) List<String> taskIds)
            implements FromWorker {
        public Returned {
            taskIds = List.copyOf(taskIds);
        }
    }

    /**
     * What the running task is at.
     *
     * @param stack of the thread that runs it, one frame a line; empty between tasks
     * @param deadlock which threads wait for each other, if any do; else empty
     */
    record Explained(
            @JsonProperty(value = "stack", required = true) String stack,
            @JsonProperty(value = "deadlock", required = true) String deadlock)
            implements FromWorker {
        public Explained {
            Objects.requireNonNull(stack, "stack");
            Objects.requireNonNull(deadlock, "deadlock");
        }
    }

    /** The frame that reports the end of a task. */
    static FromWorker of(String taskId, TaskOutcome.Finished outcome, @Nullable Printed printed) {
        TouchedPaths paths = outcome.paths().none() ? null : outcome.paths();
        if (outcome instanceof TaskOutcome.Succeeded(long from, long to, String result, _)) {
            return new Done(taskId, from, to, result, printed, paths);
        }
        TaskOutcome.Failed failed = (TaskOutcome.Failed) outcome;
        return new Failed(
                taskId,
                failed.startedAtNs(),
                failed.endedAtNs(),
                failed.code(),
                failed.userMessage(),
                failed.trace(),
                false,
                printed,
                paths);
    }

    private static TouchedPaths orNone(@Nullable TouchedPaths paths) {
        return paths == null ? TouchedPaths.NONE : paths;
    }
}
