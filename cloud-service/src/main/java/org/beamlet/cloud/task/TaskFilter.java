package org.beamlet.cloud.task;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Which tasks are asked for.
 *
 * @param states Beamlet's own words; empty for any
 * @param functions empty for any
 * @param sinceMs submitted then or later
 * @param beforeMs submitted earlier
 * @param after the last task of the page before
 */
public record TaskFilter(
        Set<String> states,
        Optional<EndpointId> endpoint,
        List<FunctionId> functions,
        Optional<TaskGroupId> group,
        long sinceMs,
        long beforeMs,
        Optional<Place> after,
        int limit) {
    private static final Set<String> STATES =
            Set.of(
                    "received",
                    "waiting-for-ep",
                    "waiting-for-nodes",
                    "waiting-for-launch",
                    "running",
                    "success",
                    "failed",
                    "cancelled",
                    "expired",
                    "lost");

    public TaskFilter {
        states = Set.copyOf(states);
        functions = List.copyOf(functions);
        for (String state : states) {
            if (!STATES.contains(state)) {
                throw new BeamletException(
                        ErrorCode.SEMANTICALLY_INVALID,
                        "'%s' is not a state of a task".formatted(state),
                        "use some of " + String.join(", ", STATES.stream().sorted().toList()));
            }
        }
    }

    /** A place in the list, newest first. */
    public record Place(long createdMs, TaskId task) {
        public static Place of(KnownTask task) {
            return new Place(task.createdMs(), task.id());
        }

        /** Reads what {@link #text} wrote. */
        public static Place parse(String text) {
            int dot = text.indexOf('.');
            if (dot > 0 && text.substring(0, dot).matches("\\d{1,15}")) {
                return new Place(
                        Long.parseLong(text, 0, dot, 10), TaskId.parse(text.substring(dot + 1)));
            }
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "'%s' is not a place in a list".formatted(text),
                    "follow the Link header of the page before");
        }

        public String text() {
            return createdMs + "." + task;
        }
    }

    Query query(Handle handle, String columns, UUID owner) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder where = new StringBuilder(" WHERE owner_id = :owner");
        endpoint.ifPresent(id -> condition(where, values, "endpoint_id = :endpoint", id.value()));
        group.ifPresent(id -> condition(where, values, "group_id = :group", id.value()));
        if (!states.isEmpty()) {
            where.append(" AND state IN (<states>)");
        }
        if (!functions.isEmpty()) {
            where.append(" AND function_id IN (<functions>)");
        }
        where.append(" AND created_ms >= :since AND created_ms < :before");
        after.ifPresent(place ->
                where.append(
                        " AND (created_ms < :created OR created_ms = :created AND task_id > :last)"));
        Query query =
                handle.createQuery(
                                "SELECT %s FROM tasks%s ORDER BY created_ms DESC, task_id"
                                                .formatted(columns, where)
                                        + " FETCH FIRST %d ROWS ONLY".formatted(limit))
                        .bind("owner", owner)
                        .bind("since", sinceMs)
                        .bind("before", beforeMs);
        values.forEach(query::bind);
        after.ifPresent(place ->
                query.bind("created", place.createdMs()).bind("last", place.task().value()));
        if (!states.isEmpty()) {
            query.bindList("states", List.copyOf(states));
        }
        if (!functions.isEmpty()) {
            query.bindList("functions", functions.stream().map(FunctionId::value).toList());
        }
        return query;
    }

    private static void condition(
            StringBuilder where, Map<String, Object> values, String condition, UUID value) {
        where.append(" AND ").append(condition);
        values.put(condition.substring(condition.indexOf(':') + 1), value);
    }
}
