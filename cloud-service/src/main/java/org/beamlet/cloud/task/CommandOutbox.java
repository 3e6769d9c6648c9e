package org.beamlet.cloud.task;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.jdbi.v3.core.Handle;

/** What Beamlet's agents must be told and the broker has not confirmed. */
public final class CommandOutbox {
    private static final int ROWS = 500;

    private final Store store;

    public CommandOutbox(Store store) {
        this.store = store;
    }

    /** A task that its endpoint need not run. */
    public record Entry(long seq, TaskId task, EndpointId endpoint) {}

    static void add(Handle handle, Collection<TaskEvents.Row> rows) {
        var batch =
                handle.prepareBatch(
                        "INSERT INTO command_outbox (task_id, endpoint_id) VALUES (:task, :to)");
        for (TaskEvents.Row row : rows) {
            batch.bind("task", row.id().value()).bind("to", row.endpoint().value()).add();
        }
        batch.execute();
    }

    /** {@return the oldest entries, except of the endpoints that must wait} */
    public List<Entry> next(Collection<EndpointId> waiting) {
        return store.read(handle -> {
            var query =
                    handle.createQuery(
                            "SELECT seq, task_id, endpoint_id FROM command_outbox"
                                    + (waiting.isEmpty() ? "" : " WHERE endpoint_id NOT IN (<ids>)")
                                    + " ORDER BY seq FETCH FIRST "
                                    + ROWS
                                    + " ROWS ONLY");
            if (!waiting.isEmpty()) {
                query.bindList("ids", waiting.stream().map(EndpointId::value).toList());
            }
            return query.map((row, _) ->
                            new Entry(
                                    row.getLong("seq"),
                                    new TaskId(row.getObject("task_id", UUID.class)),
                                    new EndpointId(row.getObject("endpoint_id", UUID.class))))
                    .list();
        });
    }

    /** Closes what was said or has nobody to be said to. */
    public void close(List<Entry> done) {
        if (done.isEmpty()) {
            return;
        }
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM command_outbox WHERE seq IN (<seqs>)")
                        .bindList("seqs", done.stream().map(Entry::seq).toList())
                        .execute());
    }
}
