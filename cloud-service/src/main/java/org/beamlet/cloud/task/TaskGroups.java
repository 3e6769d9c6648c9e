package org.beamlet.cloud.task;

import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;

/** Tasks that were submitted to be waited for together. */
public final class TaskGroups {
    private final Store store;
    private final Streams streams;

    public TaskGroups(Store store, Streams streams) {
        this.store = store;
        this.streams = streams;
    }

    /** A task of a group. */
    public record Member(TaskId task, long createdMs) {}

    /**
     * Lists a group of the caller's, oldest task first. Whoever asks is about to listen, so from
     * here on its results are streamed, even if they were not asked to be at submission.
     */
    public List<Member> open(Caller caller, TaskGroupId id) {
        requireOwner(caller, id);
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                UPDATE task_groups SET stream = TRUE
                                WHERE group_id = :id AND NOT stream\
                                """)
                        .bind("id", id.value())
                        .execute());
        // Now or not at all: who consumes a stream that is not there gives up at once.
        streams.declare(caller.userId(), id);
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT task_id, created_ms FROM tasks
                                WHERE group_id = :id ORDER BY created_ms, task_id\
                                """)
                        .bind("id", id.value())
                        .map((row, _) ->
                                new Member(
                                        new TaskId(row.getObject("task_id", UUID.class)),
                                        row.getLong("created_ms")))
                        .list());
    }

    /** {@return the tasks of a group of the caller's, without opening its stream} */
    List<TaskId> members(Caller caller, TaskGroupId id) {
        requireOwner(caller, id);
        return store.read(handle ->
                handle.createQuery(
                                "SELECT task_id FROM tasks WHERE group_id = :id ORDER BY task_id")
                        .bind("id", id.value())
                        .map((row, _) -> new TaskId(row.getObject("task_id", UUID.class)))
                        .list());
    }

    private void requireOwner(Caller caller, TaskGroupId id) {
        UUID owner =
                store.read(handle ->
                                handle.createQuery(
                                                """
                                                SELECT owner_id FROM task_groups
                                                WHERE group_id = :id\
                                                """)
                                        .bind("id", id.value())
                                        .map((row, _) -> row.getObject(1, UUID.class))
                                        .findOne())
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.TASK_GROUP_NOT_FOUND,
                                        "Task group %s not found".formatted(id),
                                        "use the task_group_id of a submission's answer"));
        if (!owner.equals(caller.userId())) {
            throw new BeamletException(
                    ErrorCode.TASK_GROUP_ACCESS_FORBIDDEN,
                    "task group '%s' belongs to somebody else".formatted(id),
                    "ask whoever submitted it");
        }
    }
}
