package org.beamlet.cloud.news;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.rest.TaskNewsReport;
import org.jdbi.v3.core.Handle;

/**
 * The latest partial result of each task that runs, and of those that ended as long as there is
 * room: of a task that failed it is all that there is.
 */
final class PartialRows {
    /** Of all tasks together, 256 MiB at most; far more than anybody follows at once. */
    private static final int MOST_ROWS = 4_000;

    private PartialRows() {}

    /** Keeps one, unless a later one is there. */
    static void keep(Handle handle, TaskNewsReport.Partial one, long now) {
        byte[] content = Json.writeBytes(one.value());
        if (!one.value().isObject() || content.length > TaskNewsReport.MOST_PARTIAL_BYTES) {
            return;
        }
        UUID task = UUID.fromString(one.taskId());
        if (update(handle, one, task, content, now) == 0 && hasRoom(handle)) {
            handle.createUpdate(
                            """
                            INSERT INTO task_partials (task_id, attempt, seq, at_ms, content)
                            SELECT task_id, :attempt, :seq, :now, :content FROM tasks
                            WHERE task_id = :task AND completed_ms IS NULL
                            ON CONFLICT DO NOTHING\
                            """)
                    .bind("attempt", one.attempt())
                    .bind("seq", one.seq())
                    .bind("now", now)
                    .bind("content", content)
                    .bind("task", task)
                    .execute();
        }
    }

    private static int update(
            Handle handle, TaskNewsReport.Partial one, UUID task, byte[] content, long now) {
        return handle.createUpdate(
                        """
                        UPDATE task_partials SET attempt = :attempt, seq = :seq,
                            at_ms = :now, content = :content
                        WHERE task_id = :task
                            AND (attempt < :attempt OR (attempt = :attempt AND seq < :seq))\
                        """)
                .bind("attempt", one.attempt())
                .bind("seq", one.seq())
                .bind("now", now)
                .bind("content", content)
                .bind("task", task)
                .execute();
    }

    private static boolean hasRoom(Handle handle) {
        if (rows(handle) < MOST_ROWS) {
            return true;
        }
        handle.execute(
                """
                DELETE FROM task_partials WHERE task_id IN
                    (SELECT task_id FROM tasks WHERE completed_ms IS NOT NULL)\
                """);
        return rows(handle) < MOST_ROWS;
    }

    private static int rows(Handle handle) {
        return handle.createQuery("SELECT count(*) FROM task_partials").mapTo(Integer.class).one();
    }

    static Optional<TaskNews.Found> read(Handle handle, TaskId task) {
        return handle.createQuery(
                        """
                        SELECT attempt, seq, at_ms, content FROM task_partials
                        WHERE task_id = :task\
                        """)
                .bind("task", task.value())
                .map((row, _) ->
                        new TaskNews.Found(
                                row.getInt("attempt"),
                                row.getLong("seq"),
                                row.getLong("at_ms"),
                                json(row.getBytes("content"))))
                .findOne();
    }

    private static JsonNode json(byte[] content) {
        return Json.read(content, 0, content.length, JsonNode.class);
    }
}
