package org.beamlet.cloud.userendpoint;

import java.time.Duration;
import java.util.Set;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;

/** What is asked of the broker besides carrying tasks and results. */
public interface ManagerLink {
    /**
     * Sends a command to a manager endpoint and returns once the broker has it.
     *
     * @param command JSON
     * @param life after which nobody should follow it any more
     */
    void command(EndpointId manager, byte[] command, Duration life);

    /** {@return the tasks that wait in the queue of an endpoint that is not there} */
    Set<TaskId> waiting(EndpointId endpoint);
}
