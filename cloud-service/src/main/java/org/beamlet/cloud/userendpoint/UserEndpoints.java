package org.beamlet.cloud.userendpoint;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.id.EndpointId;

/** The register of user endpoints. All truth is in the store: heartbeats may reach any replica. */
final class UserEndpoints {
    private static final long DEFAULT_PERIOD = 30;

    private final Store store;
    private final Clock clock;
    private final BrokerAdmin broker;

    UserEndpoints(Store store, Clock clock, BrokerAdmin broker) {
        this.store = store;
        this.clock = clock;
        this.broker = broker;
    }

    Optional<UserEndpoint> find(EndpointId id) {
        return store.read(handle ->
                handle.createQuery(UserEndpoint.SELECT + " WHERE u.endpoint_id = :id")
                        .bind("id", id.value())
                        .map((row, _) -> UserEndpoint.of(row))
                        .findOne());
    }

    /** {@return what is known of the endpoint that was ordered, writing it down first if new} */
    UserEndpoint known(UserEndpointOrder order) {
        Optional<UserEndpoint> known = find(order.id());
        if (known.isPresent()) {
            return known.get();
        }
        // The queue first: nobody may be sent to an endpoint that has none.
        broker.declareUserEndpoint(order.id());
        insert(order);
        return find(order.id()).orElseThrow();
    }

    private void insert(UserEndpointOrder order) {
        store.transaction(handle -> {
            handle.createUpdate(
                            """
                            INSERT INTO endpoints (endpoint_id, kind, owner_id, name, is_public,
                                multi_user, restricted, registered_ms, heartbeat_ms,
                                heartbeat_period)
                            VALUES (:id, :kind, :owner, :name, FALSE, FALSE, FALSE, :now, 0, 0)
                            ON CONFLICT DO NOTHING\
                            """)
                    .bind("id", order.id().value())
                    .bind("kind", EndpointKind.USER.word())
                    .bind("owner", order.user().userId())
                    .bind("name", order.name())
                    .bind("now", clock.millis())
                    .execute();
            return handle.createUpdate(
                            """
                            INSERT INTO user_endpoints (endpoint_id, manager_id, config, runtime,
                                created_ms, start_ms, starts, refused_ms, period)
                            VALUES (:id, :manager, :config, :runtime, :now, 0, 0, 0, :period)
                            ON CONFLICT DO NOTHING\
                            """)
                    .bind("id", order.id().value())
                    .bind("manager", order.manager().value())
                    .bind("config", order.config())
                    .bind("runtime", order.runtime())
                    .bind("now", clock.millis())
                    .bind("period", DEFAULT_PERIOD)
                    .execute();
        });
    }

    /** {@return whether it falls to the caller to start it: of all who saw it so, one gets it} */
    boolean claimStart(UserEndpoint seen) {
        return store.transaction(handle ->
                handle.createUpdate(
                                        """
                                        UPDATE user_endpoints
                                        SET start_ms = :now, starts = starts + 1
                                        WHERE endpoint_id = :id AND start_ms = :seen\
                                        """)
                                .bind("now", clock.millis())
                                .bind("id", seen.id().value())
                                .bind("seen", seen.startMs())
                                .execute()
                        == 1);
    }

    void forgetStarts(EndpointId id) {
        store.transaction(handle ->
                handle.createUpdate("UPDATE user_endpoints SET starts = 0 WHERE endpoint_id = :id")
                        .bind("id", id.value())
                        .execute());
    }

    /** {@return those that have unfinished tasks} */
    List<UserEndpoint> busy() {
        return store.read(handle ->
                handle.createQuery(
                                UserEndpoint.SELECT
                                        + """
                                        WHERE EXISTS (SELECT 1 FROM tasks t
                                            WHERE t.endpoint_id = u.endpoint_id
                                                AND t.completed_ms IS NULL)\
                                        """)
                        .map((row, _) -> UserEndpoint.of(row))
                        .list());
    }
}
