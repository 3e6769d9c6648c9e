package org.beamlet.cloud.task;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.task.AttemptNumber;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The attempts of a task that are over without having ended it. */
public final class Attempts {
    private static final int LONGEST_WHY = 2000;

    private Attempts() {}

    /**
     * An attempt that another has followed.
     *
     * @param why it was given up
     * @param lateMs when an outcome of it came in all the same, and was discarded; null if none did
     */
    public record Superseded(
            int attempt, EndpointId endpoint, long endedMs, String why, @Nullable Long lateMs) {}

    static void add(Handle handle, List<TaskEvents.Row> ended, String why, Instant now) {
        if (ended.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO attempts (task_id, attempt, endpoint_id, ended_ms, why)
                        VALUES (:task, :attempt, :endpoint, :at, :why) ON CONFLICT DO NOTHING\
                        """);
        String text = why.length() > LONGEST_WHY ? why.substring(0, LONGEST_WHY) : why;
        for (TaskEvents.Row row : ended) {
            batch.bind("task", row.id().value())
                    .bind("attempt", row.state().attempt())
                    .bind("endpoint", row.endpoint().value())
                    .bind("at", now.toEpochMilli())
                    .bind("why", text)
                    .add();
        }
        batch.execute();
    }

    /** Takes note of an outcome that came after its attempt was given up. */
    static void late(Handle handle, TaskId task, EndpointId from, int attempt, Instant now) {
        // An agent counts on from the number that it was given.
        int given = (AttemptNumber.placement(Math.max(1, attempt)) - 1) * AttemptNumber.TRIES + 1;
        handle.createUpdate(
                        """
                        UPDATE attempts SET late_ms = :now
                        WHERE task_id = :task AND endpoint_id = :endpoint
                            AND attempt = :attempt AND late_ms IS NULL\
                        """)
                .bind("now", now.toEpochMilli())
                .bind("task", task.value())
                .bind("endpoint", from.value())
                .bind("attempt", given)
                .execute();
    }

    static List<Superseded> of(Handle handle, TaskId task) {
        return handle.createQuery(
                        """
                        SELECT attempt, endpoint_id, ended_ms, why, late_ms FROM attempts
                        WHERE task_id = :task ORDER BY attempt\
                        """)
                .bind("task", task.value())
                .map((row, _) ->
                        new Superseded(
                                row.getInt("attempt"),
                                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                                row.getLong("ended_ms"),
                                row.getString("why"),
                                row.getObject("late_ms", Long.class)))
                .list();
    }
}
