package org.beamlet.client;

import java.util.List;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;

/** Tasks that share a result stream. */
public record TaskGroup(TaskGroupId id, List<TaskId> tasks) {
    public TaskGroup {
        tasks = List.copyOf(tasks);
    }
}
