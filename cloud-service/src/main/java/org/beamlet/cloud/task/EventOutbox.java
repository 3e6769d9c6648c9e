package org.beamlet.cloud.task;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.FunctionId;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.config.JdbiConfig;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * Steps of tasks that others are to be told of. They are written in the transactions that take the
 * steps, so that neither a crash nor a broker that is away loses one.
 */
public final class EventOutbox {
    private static final int ROWS = 200;

    private final Store store;

    private EventOutbox(Store store) {
        this.store = store;
    }

    /** Switches it on; without that, nothing is written. */
    public static EventOutbox open(Store store) {
        store.configure(Switch.class, Switch::turnOn);
        return new EventOutbox(store);
    }

    /** Whether somebody wants to be told. */
    public static final class Switch implements JdbiConfig<Switch> {
        private volatile boolean on;

        public Switch() {}

        private Switch(boolean on) {
            this.on = on;
        }

        void turnOn() {
            on = true;
        }

        @Override
        public Switch createCopy() {
            return new Switch(on);
        }
    }

    /**
     * A step.
     *
     * @param state Beamlet's own word
     * @param error why it failed, where it is the end of a task that did
     */
    public record Entry(
            long seq,
            TaskId task,
            String state,
            int attempt,
            long atMs,
            TaskGroupId group,
            UUID owner,
            EndpointId endpoint,
            FunctionId function,
            @Nullable String functionName,
            @Nullable String functionVersion,
            Message.@Nullable ErrorDetails error) {}

    static void add(Handle handle, Collection<TaskEvents.Row> rows) {
        if (rows.isEmpty() || !handle.getConfig(Switch.class).on) {
            return;
        }
        var batch = insert(handle);
        for (TaskEvents.Row row : rows) {
            batch.bind("task", row.id().value())
                    .bind("state", row.state().word())
                    .bind("attempt", row.state().attempt())
                    .bind("at", row.state().at().toEpochMilli())
                    .add();
        }
        batch.execute();
    }

    static void add(Handle handle, Collection<TaskId> tasks, String state, int attempt, long atMs) {
        if (tasks.isEmpty() || !handle.getConfig(Switch.class).on) {
            return;
        }
        var batch = insert(handle);
        for (TaskId task : tasks) {
            batch.bind("task", task.value())
                    .bind("state", state)
                    .bind("attempt", attempt)
                    .bind("at", atMs)
                    .add();
        }
        batch.execute();
    }

    private static PreparedBatch insert(Handle handle) {
        return handle.prepareBatch(
                """
                INSERT INTO event_outbox (task_id, state, attempt, at_ms)
                VALUES (:task, :state, :attempt, :at)\
                """);
    }

    /** {@return the oldest entries} */
    public List<Entry> next() {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT e.seq, e.task_id, e.state, e.attempt, e.at_ms, t.group_id,
                                    t.owner_id, t.endpoint_id, t.function_id, f.name, f.version,
                                    CASE WHEN e.state IN ('failed', 'cancelled', 'expired', 'lost')
                                        THEN t.result END AS result
                                FROM event_outbox e
                                JOIN tasks t ON t.task_id = e.task_id
                                LEFT JOIN functions f ON f.function_id = t.function_id
                                ORDER BY e.seq FETCH FIRST\
                                """
                                        + " "
                                        + ROWS
                                        + " ROWS ONLY")
                        .map((row, _) -> entry(row))
                        .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String result = row.getString("result");
        return new Entry(
                row.getLong("seq"),
                new TaskId(row.getObject("task_id", UUID.class)),
                row.getString("state"),
                row.getInt("attempt"),
                row.getLong("at_ms"),
                new TaskGroupId(row.getObject("group_id", UUID.class)),
                row.getObject("owner_id", UUID.class),
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                new FunctionId(row.getObject("function_id", UUID.class)),
                row.getString("name"),
                row.getString("version"),
                result == null ? null : ResultText.parse(result).errorDetails());
    }

    /** Forgets what was told. */
    public void close(Collection<Entry> told) {
        if (!told.isEmpty()) {
            store.transaction(handle ->
                    handle.createUpdate("DELETE FROM event_outbox WHERE seq IN (<seqs>)")
                            .bindList("seqs", told.stream().map(Entry::seq).toList())
                            .execute());
        }
    }

    /** {@return how many steps were not told yet} */
    public long size() {
        return store.read(handle ->
                handle.createQuery("SELECT COUNT(*) FROM event_outbox").mapTo(Long.class).one());
    }
}
