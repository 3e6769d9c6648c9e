package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;

/** Results that are stored and that the stream of their task group has not confirmed. */
public final class StreamOutbox {
    private static final int ROWS = 500;
    private static final long CHARACTERS = 16L * 1024 * 1024;

    private final Store store;

    public StreamOutbox(Store store) {
        this.store = store;
    }

    /** A result on its way to whoever waits. */
    public record Entry(
            long seq,
            TaskId task,
            UUID owner,
            TaskGroupId group,
            String result,
            long completedMs) {}

    /** A result of so many characters that is to be added. */
    record Addition(TaskEvents.Row task, int size) {}

    /** Adds results of groups that have a stream, in the transaction that stores them. */
    static void add(Handle handle, List<Addition> results) {
        if (results.isEmpty()) {
            return;
        }
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO stream_outbox (task_id, owner_id, group_id, size)
                        VALUES (:task, :owner, :group, :size)\
                        """);
        for (Addition one : results) {
            batch.bind("task", one.task().id().value())
                    .bind("owner", one.task().owner())
                    .bind("group", one.task().group().value())
                    .bind("size", one.size())
                    .add();
        }
        batch.execute();
    }

    /** {@return the oldest entries, except of the groups that must wait} */
    public List<Entry> next(Collection<TaskGroupId> waiting) {
        return store.read(handle -> {
            List<Long> round = round(handle, waiting);
            return round.isEmpty() ? List.of() : entries(handle, round);
        });
    }

    private static List<Long> round(Handle handle, Collection<TaskGroupId> waiting) {
        var query =
                handle.createQuery(
                        "SELECT seq, size FROM stream_outbox"
                                + (waiting.isEmpty() ? "" : " WHERE group_id NOT IN (<ids>)")
                                + " ORDER BY seq FETCH FIRST "
                                + ROWS
                                + " ROWS ONLY");
        if (!waiting.isEmpty()) {
            query.bindList("ids", waiting.stream().map(TaskGroupId::value).toList());
        }
        return Rounds.cut(query, CHARACTERS);
    }

    private static List<Entry> entries(Handle handle, List<Long> round) {
        return handle.createQuery(
                        """
                        SELECT s.seq, s.task_id, s.owner_id, s.group_id, t.result, t.completed_ms
                        FROM stream_outbox s JOIN tasks t ON t.task_id = s.task_id
                        WHERE s.seq IN (<round>) ORDER BY s.seq\
                        """)
                .bindList("round", round)
                .map((row, _) -> entry(row))
                .list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("seq"),
                new TaskId(row.getObject("task_id", UUID.class)),
                row.getObject("owner_id", UUID.class),
                new TaskGroupId(row.getObject("group_id", UUID.class)),
                row.getString("result"),
                row.getLong("completed_ms"));
    }

    /** Closes what the stream has confirmed. */
    public void close(List<Entry> confirmed) {
        if (confirmed.isEmpty()) {
            return;
        }
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM stream_outbox WHERE seq IN (<seqs>)")
                        .bindList("seqs", confirmed.stream().map(Entry::seq).toList())
                        .execute());
    }
}
