package org.beamlet.cloud.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.beamlet.cloud.metrics.Measures;
import org.beamlet.cloud.store.AnyOf;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TaskEvent;
import org.jdbi.v3.core.Handle;

/** Stores what became of tasks: the first terminal outcome of each, once. */
public final class Outcomes {
    private final Store store;
    private final Clock clock;

    public Outcomes(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * An outcome as an endpoint reported it.
     *
     * @param from whose credentials sent it
     * @param attempt that it is of; 0 where its sender does not say
     * @param json the message as it came, without its version byte
     */
    public record Reported(EndpointId from, int attempt, Message.Result result, String json) {
        /** An outcome whose sender does not say of which attempt it is. */
        Reported(EndpointId from, Message.Result result, String json) {
            this(from, 0, result, json);
        }

        TaskId task() {
            return new TaskId(result.taskId());
        }
    }

    /** An outcome that was not stored, and why. */
    public record Refused(Reported reported, String reason) {}

    /** Stores all of them, with their entries for the streams, in one transaction. */
    public List<Refused> store(List<Reported> reported) {
        long begun = System.nanoTime();
        List<Refused> refused =
                store.transaction(handle -> store(handle, reported, clock.instant()));
        Measures.finished(
                reported.size() - refused.size(), Duration.ofNanos(System.nanoTime() - begun));
        return refused;
    }

    static List<Refused> store(Handle handle, List<Reported> reported, Instant now) {
        List<Refused> refused = new ArrayList<>();
        Map<TaskId, TaskEvents.Row> rows =
                TaskEvents.lock(handle, reported.stream().map(Reported::task).toList());
        Map<TaskId, Reported> first = new LinkedHashMap<>();
        Map<TaskId, List<Message.Transition>> late = new HashMap<>();
        for (Reported one : reported) {
            TaskEvents.Row row = rows.get(one.task());
            if (row == null) {
                refused.add(new Refused(one, "no such task"));
            } else if (!row.endpoint().equals(one.from())) {
                Attempts.late(handle, one.task(), one.from(), one.attempt(), now);
                refused.add(new Refused(one, "the task belongs to another endpoint"));
            } else if (one.attempt() > 0 && one.attempt() < row.state().attempt()) {
                Attempts.late(handle, one.task(), one.from(), one.attempt(), now);
                refused.add(
                        new Refused(
                                one,
                                "attempt %d is stale, the task is in attempt %d"
                                        .formatted(one.attempt(), row.state().attempt())));
            } else if (!row.isOver()) {
                first.putIfAbsent(one.task(), one);
            } else {
                // What ran on while it was cancelled ends only now; the outcome stays the first.
                List<Message.Transition> steps = one.result().taskStatuses();
                late.put(one.task(), steps == null ? List.of() : steps);
            }
        }
        Timeline.add(handle, late);
        finish(handle, rows, first.values(), now);
        return refused;
    }

    private static void finish(
            Handle handle,
            Map<TaskId, TaskEvents.Row> rows,
            Collection<Reported> outcomes,
            Instant now) {
        if (outcomes.isEmpty()) {
            return;
        }
        Set<TaskGroupId> streamed =
                streamed(
                        handle,
                        outcomes.stream()
                                .map(one -> row(rows, one).group().value())
                                .collect(Collectors.toSet()));
        var batch =
                handle.prepareBatch(
                        """
                        UPDATE tasks SET state = :state, state_ms = :at, completed_ms = :at,
                            result = :result WHERE task_id = :id\
                        """);
        List<StreamOutbox.Addition> forStreams = new ArrayList<>();
        List<TaskEvents.Row> ended = new ArrayList<>();
        for (Reported one : outcomes) {
            TaskEvents.Row row = row(rows, one).after(List.of(event(one.result(), now)));
            batch.bind("state", row.state().word())
                    .bind("at", now.toEpochMilli())
                    .bind("result", one.json())
                    .bind("id", row.id().value())
                    .add();
            ended.add(row);
            if (streamed.contains(row.group())) {
                forStreams.add(new StreamOutbox.Addition(row, one.json().length()));
            }
        }
        batch.execute();
        StreamOutbox.add(handle, forStreams);
        EventOutbox.add(handle, ended);
    }

    private static TaskEvents.Row row(Map<TaskId, TaskEvents.Row> rows, Reported one) {
        return Objects.requireNonNull(rows.get(one.task()));
    }

    /** Locked, so that a stream opened meanwhile either sees these results stored or gets them. */
    private static Set<TaskGroupId> streamed(Handle handle, Set<UUID> groups) {
        var query =
                handle.createQuery(
                        """
                        SELECT group_id, stream FROM task_groups
                        WHERE group_id = <ids> ORDER BY group_id FOR UPDATE\
                        """);
        return AnyOf.bind(query, "ids", UUID.class, List.copyOf(groups))
                .map((row, _) ->
                        Map.entry(
                                new TaskGroupId(row.getObject("group_id", UUID.class)),
                                row.getBoolean("stream")))
                .list()
                .stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static TaskEvent event(Message.Result result, Instant at) {
        Message.ErrorDetails error = result.errorDetails();
        // The attempt does not matter: whichever ends first decides.
        int attempt = 1;
        if (error == null) {
            return new TaskEvent.Succeeded(at, attempt);
        }
        String code = error.code();
        if (code.equals(ErrorCode.TASK_CANCELLED.name())) {
            return new TaskEvent.Cancelled(at, attempt);
        }
        if (code.equals(ErrorCode.TASK_EXPIRED.name())) {
            return new TaskEvent.Expired(at, attempt);
        }
        if (code.equals(ErrorCode.TASK_LOST.name())
                || code.equals(ErrorCode.WALLTIME_REACHED.name())) {
            return new TaskEvent.Lost(at, attempt);
        }
        return new TaskEvent.Failed(at, attempt);
    }
}
