package org.beamlet.cloud.task;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.task.AttemptNumber;
import org.beamlet.protocol.task.TaskEvent;
import org.jdbi.v3.core.Handle;

/** Unfinished tasks: what can be done about them when something else than their result happens. */
public final class OpenTasks {
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final Clock clock;
    private final Runnable queued;
    private final Runnable finished;

    /**
     * @param queued called after tasks were put into the outbox
     * @param finished called after outcomes were stored
     */
    public OpenTasks(Store store, Clock clock, Runnable queued, Runnable finished) {
        this.store = store;
        this.clock = clock;
        this.queued = queued;
        this.finished = finished;
    }

    /** {@return the tasks of an endpoint that came through a group of endpoints, oldest first} */
    public List<OpenTask> ofGroupsAt(EndpointId endpoint) {
        return select(
                "t.endpoint_id = :id AND t.endpoint_group_id IS NOT NULL",
                Map.of("id", endpoint.value()));
    }

    /** {@return the tasks of an endpoint that its agent has taken on, oldest first} */
    public List<OpenTask> takenAt(EndpointId endpoint) {
        return select(
                "t.endpoint_id = :id AND t.state NOT IN " + OpenTask.QUEUED_STATES,
                Map.of("id", endpoint.value()));
    }

    /** {@return the tasks of an endpoint that the broker has confirmed, oldest first} */
    public List<OpenTask> publishedAt(EndpointId endpoint) {
        return select(
                "t.endpoint_id = :id AND t.state <> 'received' AND NOT EXISTS"
                        + " (SELECT 1 FROM outbox o WHERE o.task_id = t.task_id)",
                Map.of("id", endpoint.value()));
    }

    /** {@return the tasks that wait for some endpoint of their group} */
    public List<OpenTask> parked() {
        return select(
                "t.endpoint_id IN (SELECT g.group_id FROM endpoint_groups g)"
                        + " AND t.endpoint_id = t.endpoint_group_id",
                Map.of());
    }

    /**
     * {@return the tasks whose group was deleted while they waited; all open tasks are looked at}
     */
    public List<OpenTask> orphaned() {
        return select(
                "t.endpoint_id = t.endpoint_group_id AND NOT EXISTS"
                        + " (SELECT 1 FROM endpoint_groups g WHERE g.group_id = t.endpoint_id)",
                Map.of());
    }

    /** {@return the tasks with which nothing has happened since} */
    public List<OpenTask> idleSince(Instant instant) {
        return select("t.state_ms < :before", Map.of("before", instant.toEpochMilli()));
    }

    private List<OpenTask> select(String condition, Map<String, ?> values) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + OpenTask.COLUMNS
                                        + " FROM tasks t JOIN functions f"
                                        + " ON f.function_id = t.function_id"
                                        + " WHERE t.completed_ms IS NULL AND "
                                        + condition
                                        + " ORDER BY t.created_ms, t.task_id")
                        .bindMap(values)
                        .map((row, _) -> OpenTask.of(row))
                        .list());
    }

    /**
     * Places tasks anew, under the next attempt number unless they were nowhere yet.
     *
     * @param tasks with the endpoint that each goes to; those that changed meanwhile are left
     * @return how many
     */
    public int requeue(Map<OpenTask, EndpointId> tasks, String why) {
        int count = 0;
        for (List<Map.Entry<OpenTask, EndpointId>> some :
                Pieces.of(List.copyOf(tasks.entrySet()), AT_A_TIME)) {
            count += store.transaction(handle -> requeue(handle, some, why));
        }
        queued.run();
        return count;
    }

    private int requeue(Handle handle, List<Map.Entry<OpenTask, EndpointId>> tasks, String why) {
        Instant now = clock.instant();
        Map<TaskId, TaskEvents.Row> rows =
                TaskEvents.lock(handle, tasks.stream().map(task -> task.getKey().id()).toList());
        List<TaskEvents.Row> ended = new ArrayList<>();
        List<TaskEvents.Row> next = new ArrayList<>();
        Map<TaskId, EndpointId> targets = new HashMap<>();
        Map<TaskId, List<Message.Transition>> steps = new HashMap<>();
        for (Map.Entry<OpenTask, EndpointId> task : tasks) {
            TaskEvents.Row row = rows.get(task.getKey().id());
            if (row == null || !unchanged(row, task.getKey())) {
                continue;
            }
            targets.put(row.id(), task.getValue());
            if (task.getKey().parked()) {
                next.add(row);
                continue;
            }
            int attempt = AttemptNumber.next(row.state().attempt());
            ended.add(row);
            next.add(row.after(List.of(new TaskEvent.Requeued(now, attempt))));
            steps.put(row.id(), List.of(received(now)));
        }
        Attempts.add(handle, ended, why, now);
        TaskEvents.save(handle, next);
        Placements.write(handle, next, targets);
        Timeline.add(handle, steps);
        return next.size();
    }

    private static boolean unchanged(TaskEvents.Row row, OpenTask seen) {
        return !row.isOver()
                && row.endpoint().equals(seen.endpoint())
                && row.state().attempt() == seen.attempt();
    }

    private static Message.Transition received(Instant now) {
        return new Message.Transition(Nanoseconds.of(now), WireState.RECEIVED, Actor.WEB_SERVICE);
    }

    /**
     * Publishes tasks once more under the number that they have: whoever has one drops the second.
     */
    public void republish(Collection<OpenTask> tasks) {
        for (List<OpenTask> some : Pieces.of(List.copyOf(tasks), AT_A_TIME)) {
            store.transaction(handle -> {
                List<UUID> ids = some.stream().map(task -> task.id().value()).toList();
                return handle.createUpdate(
                                """
                                INSERT INTO outbox (task_id, endpoint_id, attempt, size)
                                SELECT t.task_id, t.endpoint_id, t.attempt, LENGTH(t.payload)
                                FROM tasks t
                                WHERE t.task_id IN (<ids>) AND t.completed_ms IS NULL
                                    AND NOT EXISTS (
                                        SELECT 1 FROM outbox o WHERE o.task_id = t.task_id)
                                ORDER BY t.created_ms, t.task_id\
                                """)
                        .bindList("ids", ids)
                        .execute();
            });
        }
        queued.run();
    }

    /** Ends tasks that nobody will run; {@return how many} */
    public int fail(Collection<OpenTask> tasks, ErrorCode code, String text) {
        for (List<OpenTask> some : Pieces.of(List.copyOf(tasks), AT_A_TIME)) {
            store.transaction(handle -> {
                handle.createUpdate("DELETE FROM outbox WHERE task_id IN (<ids>)")
                        .bindList("ids", some.stream().map(task -> task.id().value()).toList())
                        .execute();
                return Outcomes.store(
                        handle,
                        some.stream()
                                .map(task ->
                                        Endings.of(task.endpoint(), task.id().value(), code, text))
                                .toList(),
                        clock.instant());
            });
        }
        finished.run();
        return tasks.size();
    }

    /** Says why tasks wait. */
    public void explain(Map<OpenTask, String> reasons) {
        if (reasons.isEmpty()) {
            return;
        }
        store.transaction(handle -> {
            var batch =
                    handle.prepareBatch(
                            """
                            UPDATE tasks SET waits_for = :why
                            WHERE task_id = :id AND completed_ms IS NULL
                                AND (waits_for IS NULL OR waits_for <> :why)\
                            """);
            reasons.forEach(
                    (task, why) -> batch.bind("why", why).bind("id", task.id().value()).add());
            return batch.execute();
        });
    }
}
