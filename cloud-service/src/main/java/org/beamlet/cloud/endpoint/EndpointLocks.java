package org.beamlet.cloud.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jboss.logging.Logger;

/** Stops an endpoint from afar: it is cut off from the broker and may not come back for a while. */
public final class EndpointLocks {
    private static final Logger LOG = Logger.getLogger(EndpointLocks.class);

    private final Store store;
    private final Clock clock;
    private final BrokerAdmin broker;
    private final Endpoints endpoints;

    public EndpointLocks(Store store, Clock clock, BrokerAdmin broker, Endpoints endpoints) {
        this.store = store;
        this.clock = clock;
        this.broker = broker;
        this.endpoints = endpoints;
    }

    /**
     * Locks an endpoint of the caller's; locked again, it stays locked longer.
     *
     * @return until when
     */
    public Instant lock(Caller caller, EndpointId id, Duration time) {
        endpoints.owned(caller, id);
        Instant until = clock.instant().plus(time);
        // Before its login ends: whoever registers meanwhile looks again afterwards.
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                UPDATE endpoints SET locked_until_ms = :until, heartbeat_period = 0
                                WHERE endpoint_id = :id\
                                """)
                        .bind("until", until.toEpochMilli())
                        .bind("id", id.value())
                        .execute());
        cutOff(id);
        LOG.infof("endpoint locked endpoint=%s user=%s until=%s", id, caller.name(), until);
        return until;
    }

    /** A manager goes with all that it has started. */
    private void cutOff(EndpointId id) {
        broker.endLogins(id);
        store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT endpoint_id FROM user_endpoints
                                        WHERE manager_id = :id\
                                        """)
                                .bind("id", id.value())
                                .map((row, _) -> new EndpointId(row.getObject(1, UUID.class)))
                                .list())
                .forEach(broker::endLogins);
    }

    /** Registers an endpoint, unless it is locked before or meanwhile. */
    public <T> T unlessLocked(EndpointId id, Supplier<T> registration) {
        requireUnlocked(id);
        T answer = registration.get();
        if (isLocked(id)) {
            cutOff(id);
            requireUnlocked(id);
        }
        return answer;
    }

    private void requireUnlocked(EndpointId id) {
        long until = lockedUntil(id);
        if (until > clock.millis()) {
            throw new BeamletException(
                    ErrorCode.RESOURCE_LOCKED,
                    "endpoint '%s' was stopped by its owner and is locked until %s"
                            .formatted(id, Instant.ofEpochMilli(until)),
                    "start it again after that");
        }
    }

    public boolean isLocked(EndpointId id) {
        return lockedUntil(id) > clock.millis();
    }

    /** A user endpoint is locked with its manager. */
    private long lockedUntil(EndpointId id) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT COALESCE(MAX(locked_until_ms), 0) FROM endpoints
                                WHERE endpoint_id = :id OR endpoint_id IN (
                                    SELECT manager_id FROM user_endpoints WHERE endpoint_id = :id)\
                                """)
                        .bind("id", id.value())
                        .mapTo(Long.class)
                        .one());
    }
}
