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
import org.beamlet.cloud.auth.Caller;
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

/** What callers may know of their tasks. */
public final class Tasks {
    private static final int AT_A_TIME = 500;
    private static final String COLUMNS =
            "task_id, group_id, owner_id, endpoint_id, function_id, state, attempt, created_ms,"
                    + " published_ms, completed_ms, result";

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

    /** {@return those of the tasks that exist and are the caller's} */
    public Map<TaskId, KnownTask> find(Caller caller, Collection<TaskId> ids) {
        Map<TaskId, KnownTask> found = find(ids);
        found.values().removeIf(task -> !task.ownerId().equals(caller.userId()));
        return found;
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
                row.getString("result"));
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

    /**
     * Says which of an agent's tasks are still its to run or report.
     *
     * @param journaled attempts by the text of task ids
     * @return those texts whose task is unfinished, on that endpoint, and not placed anew since
     */
    public List<String> current(EndpointId endpoint, Map<String, Integer> journaled) {
        Map<TaskId, String> texts = new HashMap<>();
        for (String text : journaled.keySet()) {
            if (UuidText.isUuid(text)) {
                texts.put(TaskId.parse(text), text);
            }
        }
        List<String> current = new ArrayList<>();
        for (KnownTask task : find(texts.keySet()).values()) {
            String text = texts.getOrDefault(task.id(), "");
            Integer attempt = journaled.get(text);
            if (task.completedMs() == null
                    && task.endpoint().equals(endpoint)
                    && attempt != null
                    && attempt >= task.attempt()) {
                current.add(text);
            }
        }
        return current;
    }
}
