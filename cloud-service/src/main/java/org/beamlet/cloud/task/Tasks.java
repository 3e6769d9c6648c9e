package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.Sessions;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What callers may know of their tasks. */
public final class Tasks {
    private static final int AT_A_TIME = 500;
    private static final long CHARACTERS_AT_A_TIME = 8L * 1024 * 1024;
    private static final String COLUMNS =
            "task_id, group_id, owner_id, endpoint_id, function_id, state, attempt, created_ms,"
                    + " published_ms, completed_ms, result, endpoint_group_id, waits_for";

    /** Results are large, and a list shows errors alone. */
    private static final String BRIEF =
            COLUMNS.replace(
                    " result,",
                    " CASE WHEN state = 'success' THEN NULL ELSE result END AS result,");

    private final Store store;

    public Tasks(Store store) {
        this.store = store;
    }

    /** {@return a task of the caller's} */
    public KnownTask find(Caller caller, TaskId id) {
        KnownTask task = find(List.of(id)).get(id);
        if (task == null) {
            throw new BeamletException(
                    ErrorCode.TASK_NOT_FOUND,
                    "Task %s not found".formatted(id),
                    "use an id from the answer to a submission");
        }
        if (!task.ownerId().equals(caller.userId())) {
            throw new BeamletException(
                    ErrorCode.TASK_ACCESS_FORBIDDEN,
                    "task '%s' belongs to somebody else".formatted(id),
                    "ask whoever submitted it");
        }
        return task;
    }

    /**
     * Tells of those of the tasks that exist and are the caller's, a few at a time: all their
     * results together may not fit into memory.
     */
    public void each(Caller caller, Collection<TaskId> ids, Consumer<KnownTask> told) {
        List<UUID> all = ids.stream().map(TaskId::value).distinct().toList();
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            List<UUID> some = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
            for (List<TaskId> round : rounds(caller, some)) {
                find(round).values().forEach(told);
            }
        }
    }

    private List<List<TaskId>> rounds(Caller caller, List<UUID> ids) {
        List<List<TaskId>> rounds = new ArrayList<>();
        long[] characters = {CHARACTERS_AT_A_TIME};
        store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT task_id, COALESCE(CHAR_LENGTH(result), 0) AS size
                                        FROM tasks
                                        WHERE task_id IN (<ids>) AND owner_id = :owner\
                                        """)
                                .bindList("ids", ids)
                                .bind("owner", caller.userId())
                                .map((row, _) ->
                                        Map.entry(
                                                new TaskId(row.getObject("task_id", UUID.class)),
                                                row.getLong("size")))
                                .list())
                .forEach(task -> {
                    characters[0] += task.getValue();
                    if (characters[0] >= CHARACTERS_AT_A_TIME) {
                        rounds.add(new ArrayList<>());
                        characters[0] = task.getValue();
                    }
                    rounds.getLast().add(task.getKey());
                });
        return rounds;
    }

    private Map<TaskId, KnownTask> find(Collection<TaskId> ids) {
        Map<TaskId, KnownTask> found = new HashMap<>();
        List<UUID> all = ids.stream().map(TaskId::value).distinct().toList();
        for (int from = 0; from < all.size(); from += AT_A_TIME) {
            List<UUID> some = all.subList(from, Math.min(all.size(), from + AT_A_TIME));
            store.read(handle ->
                            handle.createQuery(
                                            "SELECT "
                                                    + COLUMNS
                                                    + " FROM tasks WHERE task_id IN (<ids>)")
                                    .bindList("ids", some)
                                    .map((row, _) -> task(row))
                                    .list())
                    .forEach(task -> found.put(task.id(), task));
        }
        return found;
    }

    private static KnownTask task(ResultSet row) throws SQLException {
        long published = row.getLong("published_ms");
        long completed = row.getLong("completed_ms");
        return new KnownTask(
                new TaskId(row.getObject("task_id", UUID.class)),
                new TaskGroupId(row.getObject("group_id", UUID.class)),
                row.getObject("owner_id", UUID.class),
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                new FunctionId(row.getObject("function_id", UUID.class)),
                row.getString("state"),
                row.getInt("attempt"),
                row.getLong("created_ms"),
                published == 0 ? null : published,
                completed == 0 ? null : completed,
                row.getString("result"),
                row.getObject("endpoint_group_id", UUID.class),
                row.getString("waits_for"));
    }

    private record Moment(long ms, WireState state, Actor actor) {
        static Moment of(Message.Transition step) {
            return new Moment(step.timestamp() / 1_000_000, step.state(), step.actor());
        }
    }

    /** {@return the steps that a task was seen to take, oldest first} */
    public List<Message.Transition> timeline(KnownTask task) {
        // Rows of earlier versions hold, to the nanosecond, steps that the columns tell as well.
        Map<Moment, Message.Transition> steps = new LinkedHashMap<>();
        store.read(handle -> Timeline.of(handle, task.id()))
                .forEach(step -> steps.putIfAbsent(Moment.of(step), step));
        task.ownSteps().forEach(step -> steps.putIfAbsent(Moment.of(step), step));
        return steps.values().stream()
                .sorted(Comparator.comparingLong(Message.Transition::timestamp))
                .toList();
    }

    /** {@return the attempts of a task that others have followed} */
    public List<Attempts.Superseded> superseded(KnownTask task) {
        return store.read(handle -> Attempts.of(handle, task.id()));
    }

    /** {@return the caller's tasks that fit, newest first} */
    public List<KnownTask> list(Caller caller, TaskFilter filter) {
        return store.read(handle ->
                filter.query(handle, BRIEF, caller.userId()).map((row, _) -> task(row)).list());
    }

    /**
     * Says which of an agent's tasks are still its to run or report.
     *
     * @param journaled attempts by the text of task ids
     * @param session of the agent that asks; null where it has none
     * @return those texts whose task is unfinished, on that endpoint, and not placed anew since
     * @throws BeamletException with RESOURCE_CONFLICT if the endpoint is another agent's by now
     */
    public List<String> current(
            EndpointId endpoint, Map<String, Integer> journaled, @Nullable String session) {
        if (session != null) {
            boolean _ =
                    store.read(handle -> {
                        Sessions.requireCurrent(handle, endpoint, session);
                        return true;
                    });
        }
        Map<UUID, String> texts = new HashMap<>();
        for (String text : journaled.keySet()) {
            if (UuidText.isUuid(text)) {
                texts.put(UUID.fromString(text), text);
            }
        }
        List<String> current = new ArrayList<>();
        for (List<UUID> some : Pieces.of(List.copyOf(texts.keySet()), AT_A_TIME)) {
            store.read(handle -> placements(handle, endpoint, some))
                    .forEach((task, attempt) -> {
                        String text = texts.getOrDefault(task, "");
                        if (journaled.getOrDefault(text, 0) >= attempt) {
                            current.add(text);
                        }
                    });
        }
        return current;
    }

    private static Map<UUID, Integer> placements(
            Handle handle, EndpointId endpoint, List<UUID> tasks) {
        Map<UUID, Integer> attempts = new HashMap<>();
        handle.createQuery(
                        """
                        SELECT task_id, attempt FROM tasks
                        WHERE task_id IN (<ids>) AND endpoint_id = :endpoint
                            AND completed_ms IS NULL\
                        """)
                .bindList("ids", tasks)
                .bind("endpoint", endpoint.value())
                .map((row, _) ->
                        Map.entry(row.getObject("task_id", UUID.class), row.getInt("attempt")))
                .forEach(task -> attempts.put(task.getKey(), task.getValue()));
        return attempts;
    }
}
