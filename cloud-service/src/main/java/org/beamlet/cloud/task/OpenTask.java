package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.endpoint.RootNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished task, as far as it matters where it goes next.
 *
 * @param group of endpoints that it was submitted to; null where to one endpoint
 * @param roots data roots that it needs
 * @param idempotent whether its function may simply run again
 * @param stateMs when it came into its state
 */
public record OpenTask(
        TaskId id,
        EndpointId endpoint,
        @Nullable EndpointId group,
        FunctionId function,
        Set<String> roots,
        boolean idempotent,
        String state,
        long stateMs,
        int attempt) {
    static final String COLUMNS =
            "t.task_id, t.endpoint_id, t.endpoint_group_id, t.function_id, t.data_roots, t.state,"
                    + " t.state_ms, t.attempt, f.metadata";

    /** No agent has said of a task in one of them that it took it on. */
    private static final List<String> QUEUED = List.of("received", "waiting-for-ep");

    /** The same as SQL has them behind {@code IN}. */
    static final String QUEUED_STATES = "('" + String.join("', '", QUEUED) + "')";

    static OpenTask of(ResultSet row) throws SQLException {
        UUID group = row.getObject("endpoint_group_id", UUID.class);
        return new OpenTask(
                new TaskId(row.getObject("task_id", UUID.class)),
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                group == null ? null : new EndpointId(group),
                new FunctionId(row.getObject("function_id", UUID.class)),
                RootNames.of(row.getString("data_roots")),
                Idempotence.of(row.getString("metadata")),
                row.getString("state"),
                row.getLong("state_ms"),
                row.getInt("attempt"));
    }

    /** {@return whether no endpoint of its group could take it yet} */
    boolean parked() {
        return endpoint.equals(group);
    }

    /** {@return whether no agent has said that it took the task on} */
    public boolean queued() {
        return QUEUED.contains(state);
    }
}
