package org.beamlet.cloud.task;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;
import org.jdbi.v3.core.Handle;

/** Deletes an endpoint; whoever waits for its tasks is told instead of waiting for ever. */
public final class EndpointRemoval {
    private static final Logger LOG = Logger.getLogger(EndpointRemoval.class);
    private static final int AT_A_TIME = 500;

    private final Store store;
    private final Clock clock;
    private final BrokerAdmin broker;
    private final Endpoints endpoints;
    private final Runnable finished;

    /**
     * @param finished called after outcomes were stored, to wake whoever streams them
     */
    public EndpointRemoval(
            Store store, Clock clock, BrokerAdmin broker, Endpoints endpoints, Runnable finished) {
        this.store = store;
        this.clock = clock;
        this.broker = broker;
        this.endpoints = endpoints;
        this.finished = finished;
    }

    public void delete(Caller caller, EndpointId id) {
        endpoints.managed(caller, id);
        // First the row: no submission can follow, and what was submitted before is seen below.
        List<EndpointId> started = store.transaction(handle -> deleteRows(handle, id));
        started.forEach(this::end);
        LOG.infof("endpoint deleted endpoint=%s user=%s", id, caller.name());
        end(id);
    }

    /** {@return the user endpoints that went with it} */
    private static List<EndpointId> deleteRows(Handle handle, EndpointId id) {
        List<EndpointId> started =
                handle.createQuery("SELECT endpoint_id FROM user_endpoints WHERE manager_id = :id")
                        .bind("id", id.value())
                        .map((row, _) -> new EndpointId(row.getObject(1, UUID.class)))
                        .list();
        for (EndpointId each : started) {
            deleteRow(handle, each);
        }
        deleteRow(handle, id);
        return started;
    }

    private static void deleteRow(Handle handle, EndpointId id) {
        handle.createUpdate("DELETE FROM endpoints WHERE endpoint_id = :id")
                .bind("id", id.value())
                .execute();
    }

    private void end(EndpointId id) {
        int failed = failTasks(id);
        LOG.infof("tasks of a deleted endpoint failed endpoint=%s tasks=%d", id, failed);
        try {
            broker.deleteEndpoint(id);
        } catch (BeamletException e) {
            LOG.warnf("queues of a deleted endpoint remain endpoint=%s reason=%s", id, e.what());
        }
        // A submission that was checked before the deletion may have come in meanwhile.
        failTasks(id);
    }

    /** Fails what an endpoint that no longer exists was to run. */
    public int failTasks(EndpointId id) {
        int failed = 0;
        int some;
        do {
            some = store.transaction(handle -> failSome(handle, id));
            failed += some;
        } while (some == AT_A_TIME);
        finished.run();
        return failed;
    }

    private int failSome(Handle handle, EndpointId id) {
        handle.createUpdate("DELETE FROM outbox WHERE endpoint_id = :id")
                .bind("id", id.value())
                .execute();
        List<UUID> open =
                handle.createQuery(
                                "SELECT task_id FROM tasks WHERE endpoint_id = :id"
                                        + " AND completed_ms IS NULL ORDER BY task_id"
                                        + " FETCH FIRST "
                                        + AT_A_TIME
                                        + " ROWS ONLY")
                        .bind("id", id.value())
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list();
        Outcomes.store(
                handle, open.stream().map(task -> deleted(id, task)).toList(), clock.instant());
        return open.size();
    }

    private static Outcomes.Reported deleted(EndpointId endpoint, UUID task) {
        String text =
                "endpoint %s was deleted by its owner before the task ended; submit it to another"
                                .formatted(endpoint)
                        + " endpoint";
        return Endings.of(endpoint, task, ErrorCode.TASK_CANCELLED, text);
    }
}
