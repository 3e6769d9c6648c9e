package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.store.AnyOf;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.TaskEvent;
import org.beamlet.protocol.task.TaskState;
import org.jdbi.v3.core.Handle;

/** Reads the states of tasks for a change and writes what became of them. */
final class TaskEvents {
    private TaskEvents() {}

    /** A task as far as a change of state must know it. */
    record Row(TaskId id, EndpointId endpoint, UUID owner, TaskGroupId group, TaskState state) {
        boolean isOver() {
            return state instanceof TaskState.Terminal;
        }

        Row after(List<TaskEvent> events) {
            TaskState next = state;
            for (TaskEvent event : events) {
                next = next.on(event);
            }
            return new Row(id, endpoint, owner, group, next);
        }
    }

    /** {@return those of the tasks that exist, locked until the transaction ends} */
    static Map<TaskId, Row> lock(Handle handle, Collection<TaskId> ids) {
        Map<TaskId, Row> rows = new HashMap<>();
        if (ids.isEmpty()) {
            return rows;
        }
        // In one order everywhere, so that two transactions do not wait for each other.
        var query =
                handle.createQuery(
                        """
                        SELECT task_id, endpoint_id, owner_id, group_id, state, state_ms, attempt
                        FROM tasks WHERE task_id = <ids> ORDER BY task_id FOR UPDATE\
                        """);
        AnyOf.bind(query, "ids", UUID.class, ids.stream().map(TaskId::value).distinct().toList())
                .map((row, _) -> row(row))
                .forEach(row -> rows.put(row.id(), row));
        return rows;
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new TaskId(row.getObject("task_id", UUID.class)),
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                row.getObject("owner_id", UUID.class),
                new TaskGroupId(row.getObject("group_id", UUID.class)),
                TaskState.of(
                        row.getString("state"),
                        Instant.ofEpochMilli(row.getLong("state_ms")),
                        row.getInt("attempt")));
    }

    /** Writes the states of tasks that go on. */
    static void save(Handle handle, Collection<Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE tasks SET state = :state, state_ms = :at, attempt = :attempt
                        WHERE task_id = :id\
                        """);
        for (Row row : rows) {
            batch.bind("state", row.state().word())
                    .bind("at", row.state().at().toEpochMilli())
                    .bind("attempt", row.state().attempt())
                    .bind("id", row.id().value())
                    .add();
        }
        batch.execute();
        EventOutbox.add(handle, rows);
    }
}
