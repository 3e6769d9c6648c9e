package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.LoginNames;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;
import org.jboss.logging.Logger;

/** Watches which endpoints are there, and shuts those out whose tasks are taken from them. */
public final class EndpointLives {
    private static final Logger LOG = Logger.getLogger(EndpointLives.class);

    private final Store store;
    private final BrokerAdmin broker;
    private final Clock clock;

    public EndpointLives(Store store, BrokerAdmin broker, Clock clock) {
        this.store = store;
        this.broker = broker;
        this.clock = clock;
    }

    public Optional<EndpointLife> find(EndpointId id) {
        return find(List.of(id)).stream().findFirst();
    }

    public List<EndpointLife> find(Collection<EndpointId> ids) {
        return ids.isEmpty()
                ? List.of()
                : store.read(handle ->
                        handle.createQuery(
                                        "SELECT "
                                                + EndpointLife.COLUMNS
                                                + " FROM endpoints WHERE endpoint_id IN (<ids>)")
                                .bindList("ids", ids.stream().map(EndpointId::value).toList())
                                .map((row, _) -> EndpointLife.of(row))
                                .list());
    }

    /**
     * {@return the endpoints that have unfinished tasks}
     *
     * <p>User endpoints that forget their tasks when they end are looked after by those who start
     * them.
     */
    public List<EndpointLife> busy() {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + EndpointLife.COLUMNS
                                        + """
                                         FROM endpoints e WHERE (kind = 'agent'
                                            OR (kind = 'user' AND lost_after_s IS NOT NULL))
                                        AND EXISTS (
                                            SELECT 1 FROM tasks t
                                            WHERE t.endpoint_id = e.endpoint_id
                                                AND t.completed_ms IS NULL)\
                                        """)
                        .map((row, _) -> EndpointLife.of(row))
                        .list());
    }

    /** {@return the tasks that an endpoint said it holds, with their attempts} */
    public Map<TaskId, Integer> held(EndpointId id) {
        Optional<String> text =
                store.read(handle ->
                        handle.createQuery("SELECT held FROM endpoints WHERE endpoint_id = :id")
                                .bind("id", id.value())
                                .map((row, _) -> Optional.ofNullable(row.getString("held")))
                                .findOne()
                                .flatMap(held -> held));
        Map<TaskId, Integer> held = new HashMap<>();
        if (text.isPresent()) {
            for (Map.Entry<String, JsonNode> entry : Json.read(text.get()).properties()) {
                if (UuidText.isUuid(entry.getKey())) {
                    held.put(TaskId.parse(entry.getKey()), entry.getValue().asInt());
                }
            }
        }
        return held;
    }

    /**
     * Shuts an endpoint out before its tasks are given away: whoever comes back must register and
     * ask what is still its own.
     *
     * @return false if it has been heard of since {@code seen} was read
     */
    public boolean fence(EndpointLife seen) {
        if (seen.lostMs() != null && seen.lostMs() >= seen.heardMs()) {
            return true;
        }
        boolean fenced =
                store.transaction(handle ->
                        Sessions.fence(handle, seen.id(), seen.heartbeatMs(), clock.millis()));
        if (fenced) {
            LOG.infof("endpoint fenced endpoint=%s name=%s", seen.id(), seen.name());
            endLogin(seen.id());
        }
        return fenced;
    }

    /** Best effort: the epoch alone keeps stale work from being started. */
    private void endLogin(EndpointId id) {
        try {
            broker.revoke(LoginNames.endpoint(id));
        } catch (BeamletException e) {
            LOG.warnf("login of a fenced endpoint remains endpoint=%s reason=%s", id, e.what());
        }
    }
}
