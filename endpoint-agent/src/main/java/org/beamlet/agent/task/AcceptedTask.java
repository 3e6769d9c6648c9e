package org.beamlet.agent.task;

import java.util.List;
import org.beamlet.protocol.id.TaskId;

/**
 * An invocation that the agent has taken on.
 *
 * @param functionId as the header gives it
 * @param attempt number that the service gave this placement, from 1
 * @param taskBuffer three packed buffers: function, positional arguments, keyword arguments
 * @param resourceSpecification JSON text, empty where there is none
 */
public record AcceptedTask(
        TaskId id,
        String functionId,
        int attempt,
        String taskBuffer,
        List<String> resultSerializers,
        String resourceSpecification) {
    public AcceptedTask {
        resultSerializers = List.copyOf(resultSerializers);
    }

    /** {@return roughly how many bytes it takes} */
    public long size() {
        return taskBuffer.length() + 200L;
    }
}
