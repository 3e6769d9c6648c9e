package org.beamlet.cloud.task;

import java.util.List;
import java.util.Map;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Actor;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.WireState;
import org.jdbi.v3.core.Handle;

/**
 * Who saw a task take which step, and when; repeated reports of a step leave one. What the task's
 * own columns and its outcome tell has no row here: see {@link KnownTask#ownSteps}.
 */
final class Timeline {
    private Timeline() {}

    static void add(Handle handle, Map<TaskId, List<Message.Transition>> steps) {
        if (steps.values().stream().allMatch(List::isEmpty)) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO timeline (task_id, at_ns, state, actor)
                        VALUES (:task, :at, :state, :actor) ON CONFLICT DO NOTHING\
                        """);
        steps.forEach((task, transitions) ->
                transitions.forEach(step ->
                        batch.bind("task", task.value())
                                .bind("at", step.timestamp())
                                .bind("state", step.state().word())
                                .bind("actor", step.actor().word())
                                .add()));
        batch.execute();
    }

    static List<Message.Transition> of(Handle handle, TaskId task) {
        return handle.createQuery(
                        """
                        SELECT at_ns, state, actor FROM timeline
                        WHERE task_id = :task ORDER BY at_ns\
                        """)
                .bind("task", task.value())
                .map((row, _) ->
                        new Message.Transition(
                                row.getLong("at_ns"),
                                WireState.of(row.getString("state")),
                                Actor.of(row.getString("actor"))))
                .list();
    }
}
