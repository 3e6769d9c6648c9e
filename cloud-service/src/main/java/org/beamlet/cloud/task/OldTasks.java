package org.beamlet.cloud.task;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskGroupId;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/** Forgets tasks that ended long ago, and groups and streams that nothing is left of. */
public final class OldTasks {
    private static final Logger LOG = Logger.getLogger(OldTasks.class);
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final BrokerAdmin broker;

    public OldTasks(Store store, BrokerAdmin broker) {
        this.store = store;
        this.broker = broker;
    }

    private record Group(UUID id, UUID owner) {}

    /** Forgets what ended before; {@return how many tasks} */
    public int forget(Instant before) {
        int forgotten = 0;
        int some;
        do {
            some = store.transaction(handle -> forgetSome(handle, before.toEpochMilli()));
            forgotten += some;
        } while (some == AT_A_TIME);
        forgetGroups(before.toEpochMilli());
        return forgotten;
    }

    private static int forgetSome(Handle handle, long before) {
        List<UUID> ids =
                handle.createQuery(
                                "SELECT task_id FROM tasks WHERE completed_ms < :before"
                                        + " ORDER BY completed_ms FETCH FIRST "
                                        + AT_A_TIME
                                        + " ROWS ONLY")
                        .bind("before", before)
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list();
        if (!ids.isEmpty()) {
            for (String table : List.of("timeline", "attempts", "stream_outbox", "tasks")) {
                handle.createUpdate("DELETE FROM " + table + " WHERE task_id IN (<ids>)")
                        .bindList("ids", ids)
                        .execute();
            }
        }
        return ids.size();
    }

    private void forgetGroups(long before) {
        List<Group> empty =
                store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT group_id, owner_id FROM task_groups g
                                        WHERE created_ms < :before AND NOT EXISTS (
                                            SELECT 1 FROM tasks t WHERE t.group_id = g.group_id)\
                                        """)
                                .bind("before", before)
                                .map((row, _) ->
                                        new Group(
                                                row.getObject("group_id", UUID.class),
                                                row.getObject("owner_id", UUID.class)))
                                .list());
        for (Group group : empty) {
            try {
                broker.deleteStream(group.owner(), new TaskGroupId(group.id()));
            } catch (BeamletException e) {
                LOG.warnf("stream of an old group remains group=%s %s", group.id(), e.what());
                continue;
            }
            store.transaction(handle ->
                    handle.createUpdate(
                                    """
                                    DELETE FROM task_groups WHERE group_id = :id AND NOT EXISTS (
                                        SELECT 1 FROM tasks t WHERE t.group_id = :id)\
                                    """)
                            .bind("id", group.id())
                            .execute());
        }
    }
}
