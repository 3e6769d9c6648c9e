package org.beamlet.worker.task;

import java.util.List;

/**
 * A task on its way to a worker.
 *
 * @param attempt number of this placement, from 1
 * @param taskBuffer three packed buffers: function, positional arguments, keyword arguments
 * @param resultSerializers import paths in order of preference; empty for the default
 */
public record WorkerTask(
        String taskId,
        int attempt,
        String functionId,
        String taskBuffer,
        List<String> resultSerializers) {
    public WorkerTask {
        resultSerializers = List.copyOf(resultSerializers);
    }
}
