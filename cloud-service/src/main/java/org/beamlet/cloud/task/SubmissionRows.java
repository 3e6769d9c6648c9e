package org.beamlet.cloud.task;

import java.time.Clock;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.task.TaskState;
import org.jdbi.v3.core.Handle;

/** Writes submissions: tasks and their outbox rows, all or none. */
final class SubmissionRows {
    private static final int FIRST_ATTEMPT = 1;

    private final Clock clock;

    SubmissionRows(Clock clock) {
        this.clock = clock;
    }

    void write(Handle handle, Submissions.Submission submission) {
        group(handle, submission);
        tasks(handle, submission);
        outbox(handle, submission);
        EventOutbox.add(
                handle,
                submission.tasks().stream().map(one -> one.task().id()).toList(),
                "received",
                FIRST_ATTEMPT,
                clock.millis());
    }

    private void group(Handle handle, Submissions.Submission submission) {
        int made =
                handle.createUpdate(
                                """
                                INSERT INTO task_groups (group_id, owner_id, stream, created_ms)
                                VALUES (:id, :owner, :stream, :now) ON CONFLICT DO NOTHING\
                                """)
                        .bind("id", submission.group().value())
                        .bind("owner", submission.owner())
                        .bind("stream", submission.stream())
                        .bind("now", clock.millis())
                        .execute();
        if (made == 0) {
            join(handle, submission);
        }
    }

    private static void join(Handle handle, Submissions.Submission submission) {
        UUID owner =
                handle.createQuery("SELECT owner_id FROM task_groups WHERE group_id = :id")
                        .bind("id", submission.group().value())
                        .map((row, _) -> row.getObject("owner_id", UUID.class))
                        .one();
        if (!owner.equals(submission.owner())) {
            throw new BeamletException(
                    ErrorCode.TASK_GROUP_ACCESS_FORBIDDEN,
                    "task group '%s' belongs to somebody else".formatted(submission.group()),
                    "leave task_group_id out to get a group of your own");
        }
        if (submission.stream()) {
            handle.createUpdate(
                            """
                            UPDATE task_groups SET stream = TRUE
                            WHERE group_id = :id AND NOT stream\
                            """)
                    .bind("id", submission.group().value())
                    .execute();
        }
    }

    private void tasks(Handle handle, Submissions.Submission submission) {
        long now = clock.millis();
        String received = new TaskState.Received(clock.instant(), FIRST_ATTEMPT).word();
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO tasks (task_id, group_id, owner_id, endpoint_id, function_id,
                            payload, resource_specification, result_serializers, state, state_ms,
                            attempt, created_ms, endpoint_group_id, data_roots, waits_for, terms)
                        VALUES (:id, :group, :owner, :endpoint, :function,
                            :payload, :resources, :serializers, :state, :now,
                            :attempt, :now, :standins, :roots, :why, :terms)\
                        """);
        for (Destination destination : submission.tasks()) {
            NewTask task = destination.task();
            EndpointId group = destination.group();
            batch.bind("id", task.id().value())
                    .bind("group", submission.group().value())
                    .bind("owner", submission.owner())
                    .bind("endpoint", destination.endpoint().value())
                    .bind("standins", group == null ? null : group.value())
                    .bind("roots", destination.roots())
                    .bind("why", destination.waitsFor())
                    .bind("function", task.function().value())
                    .bind("payload", task.payload())
                    .bind("resources", submission.resourceSpecification())
                    .bind("serializers", submission.resultSerializers())
                    .bind("terms", submission.terms(task.function()))
                    .bind("state", received)
                    .bind("attempt", FIRST_ATTEMPT)
                    .bind("now", now)
                    .add();
        }
        batch.execute();
    }

    private static void outbox(Handle handle, Submissions.Submission submission) {
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO outbox (task_id, endpoint_id, attempt, size)
                        VALUES (:id, :endpoint, :attempt, :size)\
                        """);
        boolean any = false;
        for (Destination destination : submission.tasks()) {
            if (destination.waits()) {
                continue;
            }
            any = true;
            batch.bind("id", destination.task().id().value())
                    .bind("endpoint", destination.endpoint().value())
                    .bind("attempt", FIRST_ATTEMPT)
                    .bind("size", destination.task().payload().length())
                    .add();
        }
        if (any) {
            batch.execute();
        }
    }
}
