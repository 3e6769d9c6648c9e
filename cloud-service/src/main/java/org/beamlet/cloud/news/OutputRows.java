package org.beamlet.cloud.news;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.TaskNewsReport.Output;
import org.jdbi.v3.core.Handle;

/** The end of each stream of each attempt, in rows that follow each other. */
final class OutputRows {
    /** What is kept of a stream. */
    static final long KEPT = 1024L * 1024;

    /** A row that is shorter grows instead of being followed by another. */
    private static final int GROWS_TO = 32 * 1024;

    private static final Set<String> STREAMS = Set.of("stdout", "stderr");

    private OutputRows() {}

    private record Key(UUID task, int attempt, String stream) {}

    private record Row(long first, long end) {}

    static void keep(Handle handle, List<Output> told, long now) {
        Set<Key> touched = new LinkedHashSet<>();
        for (Output one : told) {
            if (STREAMS.contains(one.stream()) && one.offset() >= 0 && one.bytes().length > 0) {
                Key key = new Key(UUID.fromString(one.taskId()), one.attempt(), one.stream());
                append(handle, key, one, now);
                touched.add(key);
            }
        }
        touched.forEach(key -> trim(handle, key));
    }

    private static void append(Handle handle, Key key, Output one, long now) {
        Optional<Row> last = last(handle, key);
        long end = one.offset() + one.bytes().length;
        if (last.isPresent() && end <= last.get().end()) {
            // Told before.
            return;
        }
        boolean follows =
                last.isPresent()
                        && last.get().end() == one.offset()
                        && last.get().end() - last.get().first() < GROWS_TO;
        String statement =
                follows
                        ? """
                        UPDATE task_output SET bytes = bytes || :bytes, end_byte = :end, at_ms = :now
                        WHERE task_id = :task AND attempt = :attempt AND stream = :stream
                            AND first_byte = :first\
                        """
                        : """
                        INSERT INTO task_output (task_id, attempt, stream, first_byte, end_byte,
                            at_ms, bytes)
                        VALUES (:task, :attempt, :stream, :first, :end, :now, :bytes)
                        ON CONFLICT DO NOTHING\
                        """;
        handle.createUpdate(statement)
                .bind("task", key.task())
                .bind("attempt", key.attempt())
                .bind("stream", key.stream())
                .bind("first", follows ? last.get().first() : one.offset())
                .bind("end", end)
                .bind("now", now)
                .bind("bytes", one.bytes())
                .execute();
    }

    private static Optional<Row> last(Handle handle, Key key) {
        return handle.createQuery(
                        """
                        SELECT first_byte, end_byte FROM task_output
                        WHERE task_id = :task AND attempt = :attempt AND stream = :stream
                        ORDER BY first_byte DESC FETCH FIRST 1 ROWS ONLY\
                        """)
                .bind("task", key.task())
                .bind("attempt", key.attempt())
                .bind("stream", key.stream())
                .map((row, _) -> new Row(row.getLong("first_byte"), row.getLong("end_byte")))
                .findFirst();
    }

    private static void trim(Handle handle, Key key) {
        long end = last(handle, key).map(Row::end).orElse(0L);
        if (end > KEPT) {
            handle.createUpdate(
                            """
                            DELETE FROM task_output
                            WHERE task_id = :task AND attempt = :attempt AND stream = :stream
                                AND end_byte <= :old\
                            """)
                    .bind("task", key.task())
                    .bind("attempt", key.attempt())
                    .bind("stream", key.stream())
                    .bind("old", end - KEPT)
                    .execute();
        }
    }

    static List<Printed> read(Handle handle, TaskId task, OutputQuery query) {
        List<Printed> all = new ArrayList<>();
        query.from()
                .forEach((stream, from) ->
                        handle.createQuery(
                                        """
                                        SELECT first_byte, at_ms, bytes FROM task_output
                                        WHERE task_id = :task AND attempt = :attempt AND stream = :stream
                                            AND end_byte > :from
                                        ORDER BY first_byte\
                                        """)
                                .bind("task", task.value())
                                .bind("attempt", query.attempt())
                                .bind("stream", stream)
                                .bind("from", from)
                                .map((row, _) ->
                                        new Printed(
                                                        stream,
                                                        row.getLong("first_byte"),
                                                        row.getLong("at_ms"),
                                                        row.getBytes("bytes"))
                                                .since(from))
                                .forEach(all::add));
        all.sort(Comparator.comparingLong(Printed::atMs));
        return all;
    }

    static int lastAttempt(Handle handle, TaskId task) {
        return handle.createQuery(
                        """
                        SELECT MAX(attempt) AS attempt FROM task_output WHERE task_id = :task\
                        """)
                .bind("task", task.value())
                .map((row, _) -> Math.max(1, row.getInt("attempt")))
                .one();
    }
}
