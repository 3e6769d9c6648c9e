package org.beamlet.cloud.task;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;

/** Writes which endpoints tasks go to, and puts them into the outbox. */
final class Placements {
    private Placements() {}

    static void write(Handle handle, List<TaskEvents.Row> tasks, Map<TaskId, EndpointId> targets) {
        if (tasks.isEmpty()) {
            return;
        }
        handle.createUpdate("DELETE FROM outbox WHERE task_id IN (<ids>)")
                .bindList("ids", tasks.stream().map(task -> task.id().value()).toList())
                .execute();
        var place =
                handle.prepareBatch(
                        """
                        UPDATE tasks SET endpoint_id = :endpoint, waits_for = NULL
                        WHERE task_id = :id\
                        """);
        var publish =
                handle.prepareBatch(
                        """
                        INSERT INTO outbox (task_id, endpoint_id, attempt, size)
                        SELECT t.task_id, t.endpoint_id, t.attempt, LENGTH(t.payload)
                        FROM tasks t WHERE t.task_id = :id\
                        """);
        for (TaskEvents.Row task : tasks) {
            EndpointId target = Objects.requireNonNull(targets.get(task.id()));
            place.bind("endpoint", target.value()).bind("id", task.id().value()).add();
            publish.bind("id", task.id().value()).add();
        }
        place.execute();
        publish.execute();
    }
}
