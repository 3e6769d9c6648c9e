package org.beamlet.worker.task;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.beamlet.protocol.task.TaskTerms;
import org.jspecify.annotations.Nullable;

/**
 * A task on its way to a worker.
 *
 * @param attempt number of this placement, from 1
 * @param taskBuffer three packed buffers: function, positional arguments, keyword arguments
 * @param resultSerializers import paths in order of preference; empty for the default
 * @param jar where the JAR of its function lies on this machine; null if it has none
 * @param terms what else it asks for
 * @param environment variables that its function finds, while it runs
 * @param gpus accelerators that it has for itself; 0 where it asks for none
 */
public record WorkerTask(
        String taskId,
        int attempt,
        String functionId,
        String taskBuffer,
        List<String> resultSerializers,
        @Nullable Path jar,
        TaskTerms terms,
        Map<String, String> environment,
        int gpus) {
    public WorkerTask {
        resultSerializers = List.copyOf(resultSerializers);
        environment = Map.copyOf(environment);
    }

    /** One that runs on its worker's own accelerator. */
    public WorkerTask(
            String taskId,
            int attempt,
            String functionId,
            String taskBuffer,
            List<String> resultSerializers,
            @Nullable Path jar,
            TaskTerms terms,
            Map<String, String> environment) {
        this(
                taskId,
                attempt,
                functionId,
                taskBuffer,
                resultSerializers,
                jar,
                terms,
                environment,
                0);
    }

    /** One that finds no more in its environment than its worker has. */
    public WorkerTask(
            String taskId,
            int attempt,
            String functionId,
            String taskBuffer,
            List<String> resultSerializers,
            @Nullable Path jar,
            TaskTerms terms) {
        this(taskId, attempt, functionId, taskBuffer, resultSerializers, jar, terms, Map.of());
    }

    /** One that needs no JAR and asks for nothing else. */
    public WorkerTask(
            String taskId,
            int attempt,
            String functionId,
            String taskBuffer,
            List<String> resultSerializers) {
        this(taskId, attempt, functionId, taskBuffer, resultSerializers, null, TaskTerms.NONE);
    }
}
