package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.beamlet.cloud.store.AnyOf;
import org.beamlet.cloud.store.OpenTransaction;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.WireState;
import org.beamlet.protocol.task.TaskEvent;
import org.beamlet.protocol.task.TaskState;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Tasks that were accepted and that the broker has not confirmed. */
public final class Outbox {
    /** Bounds of one round: what is in memory and unconfirmed at a time. */
    private static final int ROWS = 500;

    private static final long CHARACTERS = 16L * 1024 * 1024;

    private final Store store;
    private final Clock clock;

    public Outbox(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A task on its way to the broker; the three texts are JSON.
     *
     * @param epoch of its endpoint when it was read; null where its agent knows of none
     */
    public record Entry(
            long seq,
            TaskId task,
            EndpointId endpoint,
            FunctionId function,
            int attempt,
            String payload,
            @Nullable String resourceSpecification,
            @Nullable String resultSerializers,
            @Nullable String terms,
            @Nullable Long epoch,
            UUID owner) {}

    /**
     * Takes the oldest entries, except of the endpoints that must wait. Until the round is closed
     * no other replica gets them; it ends with this process, however that ends.
     */
    public Round next(Collection<EndpointId> waiting) {
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

    /** Entries that are this replica's to publish. */
    public final class Round implements AutoCloseable {
        private final OpenTransaction transaction;
        private final List<Entry> entries;

        private Round(OpenTransaction transaction, List<Entry> entries) {
            this.transaction = transaction;
            this.entries = entries;
        }

        public List<Entry> entries() {
            return entries;
        }

        /** Closes what the broker has confirmed without returning it, and gives back the rest. */
        public void confirm(List<Entry> confirmed) {
            if (!confirmed.isEmpty()) {
                Instant now = clock.instant();
                transaction.run(handle -> {
                    if (store.shareable()) {
                        // An update locks rows in any order, outcomes in that of their ids; H2's
                        // goes by the ids.
                        TaskEvents.lock(handle, confirmed.stream().map(Entry::task).toList());
                    }
                    publish(handle, confirmed, now);
                    return AnyOf.bind(
                                    handle.createUpdate("DELETE FROM outbox WHERE seq = <seqs>"),
                                    "seqs",
                                    Long.class,
                                    confirmed.stream().map(Entry::seq).toList())
                            .execute();
                });
            }
            transaction.commit();
        }

        /** Gives back what was not closed. */
        @Override
        public void close() {
            transaction.close();
        }
    }

    private static List<Long> round(Handle handle, Collection<EndpointId> waiting) {
        var query =
                handle.createQuery(
                        "SELECT seq, size FROM outbox"
                                + (waiting.isEmpty() ? "" : " WHERE endpoint_id NOT IN (<ids>)")
                                + " ORDER BY seq FETCH FIRST "
                                + ROWS
                                + " ROWS ONLY FOR UPDATE SKIP LOCKED");
        if (!waiting.isEmpty()) {
            query.bindList("ids", waiting.stream().map(EndpointId::value).toList());
        }
        return Rounds.cut(query, CHARACTERS);
    }

    private static List<Entry> entries(Handle handle, List<Long> round) {
        var query =
                handle.createQuery(
                        """
                        SELECT o.seq, o.task_id, o.endpoint_id, t.function_id, o.attempt,
                            t.payload, t.resource_specification, t.result_serializers, t.terms,
                            t.owner_id,
                            CASE WHEN e.lost_after_s IS NULL THEN NULL ELSE e.epoch END AS epoch
                        FROM outbox o JOIN tasks t ON t.task_id = o.task_id
                            LEFT JOIN endpoints e ON e.endpoint_id = o.endpoint_id
                        WHERE o.seq = <round> ORDER BY o.seq\
                        """);
        return AnyOf.bind(query, "round", Long.class, round).map((row, _) -> entry(row)).list();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("seq"),
                new TaskId(row.getObject("task_id", UUID.class)),
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                new FunctionId(row.getObject("function_id", UUID.class)),
                row.getInt("attempt"),
                row.getString("payload"),
                row.getString("resource_specification"),
                row.getString("result_serializers"),
                row.getString("terms"),
                row.getObject("epoch", Long.class),
                row.getObject("owner_id", UUID.class));
    }

    /** Tasks that went on meanwhile, or were placed anew, are left as they are. */
    private static void publish(Handle handle, List<Entry> confirmed, Instant now) {
        confirmed.stream()
                .collect(Collectors.groupingBy(Entry::attempt))
                .forEach((attempt, entries) -> {
                    String before = new TaskState.Received(now, attempt).word();
                    String after =
                            new TaskState.Received(now, attempt)
                                    .on(new TaskEvent.Published(now, attempt))
                                    .word();
                    var update =
                            handle.createUpdate(
                                    """
                                    UPDATE tasks SET state = :after, state_ms = :at,
                                        published_ms = :at
                                    WHERE task_id = <ids> AND state = :before
                                        AND attempt = :attempt\
                                    """);
                    AnyOf.bind(
                                    update,
                                    "ids",
                                    UUID.class,
                                    entries.stream().map(e -> e.task().value()).toList())
                            .bind("before", before)
                            .bind("after", after)
                            .bind("attempt", attempt)
                            .bind("at", now.toEpochMilli())
                            .execute();
                    EventOutbox.add(
                            handle,
                            entries.stream().map(Entry::task).toList(),
                            after,
                            attempt,
                            now.toEpochMilli());
                });
    }

    /**
     * Puts an endpoint's published tasks back, as its queue is gone with all that was in it.
     *
     * @return how many
     */
    public int restore(EndpointId endpoint) {
        return store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO outbox (task_id, endpoint_id, attempt, size)
                                SELECT t.task_id, t.endpoint_id, t.attempt, CHAR_LENGTH(t.payload)
                                FROM tasks t
                                WHERE t.endpoint_id = :endpoint AND t.completed_ms IS NULL
                                    AND t.state = :published AND NOT EXISTS
                                    (SELECT 1 FROM outbox o WHERE o.task_id = t.task_id)
                                ORDER BY t.created_ms, t.task_id\
                                """)
                        .bind("endpoint", endpoint.value())
                        .bind("published", WireState.WAITING_FOR_ENDPOINT.word())
                        .execute());
    }

    /** {@return how many tasks wait for the broker} */
    public long size() {
        return store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM outbox").mapTo(Long.class).one());
    }
}
