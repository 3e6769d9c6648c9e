package org.beamlet.agent.task;

import java.util.List;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.Confinement;
import org.beamlet.protocol.task.TaskTerms;

/**
 * An invocation that the agent has taken on.
 *
 * @param functionId as the header gives it
 * @param attempt number that the service gave this placement, from 1
 * @param taskBuffer three packed buffers: function, positional arguments, keyword arguments
 * @param resourceSpecification JSON text, empty where there is none
 * @param terms what else it asks for
 * @param user who submitted it, as the service says; empty where it does not
 */
public record AcceptedTask(
        TaskId id,
        String functionId,
        int attempt,
        String taskBuffer,
        List<String> resultSerializers,
        String resourceSpecification,
        TaskTerms terms,
        String user) {
    public AcceptedTask {
        resultSerializers = List.copyOf(resultSerializers);
    }

    /** One of which is not known whose it is. */
    public AcceptedTask(
            TaskId id,
            String functionId,
            int attempt,
            String taskBuffer,
            List<String> resultSerializers,
            String resourceSpecification,
            TaskTerms terms) {
        this(
                id,
                functionId,
                attempt,
                taskBuffer,
                resultSerializers,
                resourceSpecification,
                terms,
                "");
    }

    /** One that asks for nothing else. */
    public AcceptedTask(
            TaskId id,
            String functionId,
            int attempt,
            String taskBuffer,
            List<String> resultSerializers,
            String resourceSpecification) {
        this(
                id,
                functionId,
                attempt,
                taskBuffer,
                resultSerializers,
                resourceSpecification,
                TaskTerms.NONE,
                "");
    }

    /** {@return this, which may touch nothing but that} */
    public AcceptedTask keptTo(Confinement folders) {
        return new AcceptedTask(
                id,
                functionId,
                attempt,
                taskBuffer,
                resultSerializers,
                resourceSpecification,
                terms.kept(folders),
                user);
    }

    /** {@return roughly how many bytes it takes} */
    public long size() {
        return taskBuffer.length() + 200L;
    }
}
