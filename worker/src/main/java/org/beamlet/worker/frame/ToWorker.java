package org.beamlet.worker.frame;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.protocol.task.TaskTerms;
import org.beamlet.worker.task.WorkerTask;
import org.jspecify.annotations.Nullable;

/** What a worker process is told. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ToWorker.Run.class, name = "run"),
    @JsonSubTypes.Type(value = ToWorker.Recall.class, name = "recall"),
    @JsonSubTypes.Type(value = ToWorker.Explain.class, name = "explain"),
    @JsonSubTypes.Type(value = ToWorker.Stop.class, name = "stop")
})
public sealed interface ToWorker extends Frame {
    /** Run this task, after those that came before it. */
    record Run(
            @JsonProperty(value = "task_id", required = true) String taskId,
            @JsonProperty(value = "attempt", required = true) int attempt,
            @JsonProperty(value = "function_id", required = true) String functionId,
            @JsonProperty(value = "task_buffer", required = true) String taskBuffer,
            @JsonProperty("result_serializers") @Nullable List<String> resultSerializers,
            @JsonProperty("jar") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String jar,
            @JsonProperty("terms") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable TaskTerms terms,
            @JsonProperty("environment") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable Map<String, String> environment)
            implements ToWorker {
        public Run {
            Objects.requireNonNull(taskId, "task_id");
            Objects.requireNonNull(functionId, "function_id");
            Objects.requireNonNull(taskBuffer, "task_buffer");
        }

        /** One that finds no more in its environment than its worker has. */
        public Run(
                String taskId,
                int attempt,
                String functionId,
                String taskBuffer,
                @Nullable List<String> resultSerializers,
                @Nullable String jar,
                @Nullable TaskTerms terms) {
            this(taskId, attempt, functionId, taskBuffer, resultSerializers, jar, terms, null);
        }

        public static Run of(WorkerTask task) {
            return new Run(
                    task.taskId(),
                    task.attempt(),
                    task.functionId(),
                    task.taskBuffer(),
                    task.resultSerializers(),
                    task.jar() == null ? null : task.jar().toString(),
                    task.terms().none() ? null : task.terms(),
                    task.environment().isEmpty() ? null : task.environment());
        }

        public WorkerTask task() {
            List<String> serializers = resultSerializers == null ? List.of() : resultSerializers;
            return new WorkerTask(
                    taskId,
                    attempt,
                    functionId,
                    taskBuffer,
                    serializers,
                    jar == null ? null : Path.of(jar),
                    terms == null ? TaskTerms.NONE : terms,
                    environment == null ? Map.of() : environment);
        }
    }

    /** Give back those of these tasks that have not begun; answered by {@code returned}. */
    record Recall(@JsonProperty(value = "task_ids", required = true) List<String> taskIds)
            implements ToWorker {
        public Recall {
            taskIds = List.copyOf(taskIds);
        }
    }

    /** Say what the running task is at; answered with {@link FromWorker.Explained}. */
    record Explain() implements ToWorker {}

    /** Exit once the running task, if any, is done. */
    record Stop() implements ToWorker {}
}
