package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.AnyOf;
import org.beamlet.cloud.store.OpenTransaction;
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

    /**
     * Takes the oldest entries, except of the groups that must wait. Until the round is closed no
     * other replica gets them; it ends with this process, however that ends.
     */
    public Round next(Collection<TaskGroupId> waiting) {
        OpenTransaction transaction = store.begin();
        try {
            List<Entry> entries =
                    transaction.run(handle -> {
                        List<Long> round = round(handle, waiting);
                        return round.isEmpty() ? List.of() : entries(handle, round);
                    });
            return new Round(transaction, entries);
        } catch (RuntimeException e) {
            transaction.close();
            throw e;
        }
    }

    /** Results that are this replica's to carry. */
    public static final class Round implements AutoCloseable {
        private final OpenTransaction transaction;
        private final List<Entry> entries;

        private Round(OpenTransaction transaction, List<Entry> entries) {
            this.transaction = transaction;
            this.entries = entries;
        }

        public List<Entry> entries() {
            return entries;
        }

        /** Closes what the streams have confirmed, and gives back the rest. */
        public void confirm(List<Entry> confirmed) {
            if (!confirmed.isEmpty()) {
                transaction.run(handle ->
                        AnyOf.bind(
                                        handle.createUpdate(
                                                "DELETE FROM stream_outbox WHERE seq = <seqs>"),
                                        "seqs",
                                        Long.class,
                                        confirmed.stream().map(Entry::seq).toList())
                                .execute());
            }
            transaction.commit();
        }

        /** Gives back what was not closed. */
        @Override
        public void close() {
            transaction.close();
        }
    }

    private static List<Long> round(Handle handle, Collection<TaskGroupId> waiting) {
        var query =
                handle.createQuery(
                        "SELECT seq, size FROM stream_outbox"
                                + (waiting.isEmpty() ? "" : " WHERE group_id NOT IN (<ids>)")
                                + " ORDER BY seq FETCH FIRST "
                                + ROWS
                                + " ROWS ONLY FOR UPDATE SKIP LOCKED");
        if (!waiting.isEmpty()) {
            query.bindList("ids", waiting.stream().map(TaskGroupId::value).toList());
        }
        return Rounds.cut(query, CHARACTERS);
    }

    private static List<Entry> entries(Handle handle, List<Long> round) {
        var query =
                handle.createQuery(
                        """
                        SELECT s.seq, s.task_id, s.owner_id, s.group_id, t.result, t.completed_ms
                        FROM stream_outbox s JOIN tasks t ON t.task_id = s.task_id
                        WHERE s.seq = <round> ORDER BY s.seq\
                        """);
        return AnyOf.bind(query, "round", Long.class, round).map((row, _) -> entry(row)).list();
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

    /** {@return how many results wait for their streams} */
    public long size() {
        return store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM stream_outbox").mapTo(Long.class).one());
    }
}
