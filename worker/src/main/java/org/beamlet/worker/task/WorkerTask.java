package org.beamlet.worker.task;

import java.util.List;
import org.beamlet.protocol.task.TaskTerms;

/**
 * A task on its way to a worker.
 *
 * @param attempt number of this placement, from 1
 * @param taskBuffer three packed buffers: function, positional arguments, keyword arguments
 * @param resultSerializers import paths in order of preference; empty for the default
 * @param terms what else it asks for
 */
public record WorkerTask(
        String taskId,
        int attempt,
        String functionId,
        String taskBuffer,
        List<String> resultSerializers,
        TaskTerms terms) {
    public WorkerTask {
        resultSerializers = List.copyOf(resultSerializers);
    }

    /** One that asks for nothing else. */
    public WorkerTask(
            String taskId,
            int attempt,
            String functionId,
            String taskBuffer,
            List<String> resultSerializers) {
        this(taskId, attempt, functionId, taskBuffer, resultSerializers, TaskTerms.NONE);
    }
}
