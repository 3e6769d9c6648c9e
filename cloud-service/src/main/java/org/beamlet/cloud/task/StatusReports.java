package org.beamlet.cloud.task;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.endpoint.Presence;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.task.TaskEvent;
import org.jdbi.v3.core.Handle;

/** What heartbeats say of endpoints and of the tasks that they hold. */
public final class StatusReports {
    private static final int TASKS_AT_A_TIME = 500;

    private final Store store;
    private final Clock clock;

    public StatusReports(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    public void store(Message.StatusReport report) {
        long now = clock.millis();
        store.transaction(handle -> {
            Presence.note(handle, report, now);
            return report;
        });
        Map<TaskId, List<Message.Transition>> some = new HashMap<>();
        for (var entry : transitions(report).entrySet()) {
            if (!UuidText.isUuid(entry.getKey())) {
                continue;
            }
            some.put(TaskId.parse(entry.getKey()), entry.getValue());
            if (some.size() == TASKS_AT_A_TIME) {
                move(report.endpointId(), some);
                some = new HashMap<>();
            }
        }
        move(report.endpointId(), some);
    }

    private static Map<String, List<Message.Transition>> transitions(Message.StatusReport report) {
        Map<String, List<Message.Transition>> statuses = report.taskStatuses();
        return statuses == null ? Map.of() : statuses;
    }

    private void move(UUID endpoint, Map<TaskId, List<Message.Transition>> steps) {
        if (steps.isEmpty()) {
            return;
        }
        store.transaction(handle -> {
            move(handle, endpoint, steps);
            return steps;
        });
    }

    private static void move(
            Handle handle, UUID endpoint, Map<TaskId, List<Message.Transition>> steps) {
        List<TaskEvents.Row> changed = new ArrayList<>();
        Map<TaskId, List<Message.Transition>> kept = new HashMap<>();
        TaskEvents.lock(handle, steps.keySet())
                .forEach((task, row) -> {
                    List<Message.Transition> own = steps.getOrDefault(task, List.of());
                    if (!row.endpoint().value().equals(endpoint) || row.isOver()) {
                        return;
                    }
                    TaskEvents.Row next = row.after(events(own, row.state().attempt()));
                    if (!next.state().equals(row.state())) {
                        changed.add(next);
                    }
                    kept.put(task, own);
                });
        TaskEvents.save(handle, changed);
        Timeline.add(handle, kept);
    }

    private static List<TaskEvent> events(List<Message.Transition> steps, int attempt) {
        return steps.stream().map(step -> event(step, attempt)).flatMap(Optional::stream).toList();
    }

    /** Only results end tasks: a report of an end without one leaves the task as it is. */
    private static Optional<TaskEvent> event(Message.Transition step, int attempt) {
        Instant at = Nanoseconds.instant(step.timestamp());
        return switch (step.state()) {
            case WAITING_FOR_NODES -> Optional.of(new TaskEvent.Accepted(at, attempt));
            case WAITING_FOR_LAUNCH -> Optional.of(new TaskEvent.Placed(at, attempt));
            case RUNNING, EXECUTION_START -> Optional.of(new TaskEvent.Started(at, attempt));
            case RECEIVED,
                    WAITING_FOR_ENDPOINT,
                    EXECUTION_END,
                    SUCCESS,
                    FAILED,
                    RESULT_RECEIVED,
                    RESULT_ENQUEUED,
                    ACTION_RECEIVED,
                    ACTION_TASK_SUBMITTED,
                    ACTION_GROUP_IN_PROGRESS,
                    ACTION_GROUP_COMPLETED,
                    ACTION_GROUP_ERROR ->
                    Optional.empty();
        };
    }
}
