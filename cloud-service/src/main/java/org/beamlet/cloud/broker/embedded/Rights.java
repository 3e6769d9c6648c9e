package org.beamlet.cloud.broker.embedded;

import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.LoginNames;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;

/** What a user may do; it follows from the name alone. What is not overridden is denied. */
sealed interface Rights {
    default boolean mayConnect() {
        return true;
    }

    default boolean mayConsume(String queue) {
        return false;
    }

    default boolean mayPublish(String exchange, String routingKey) {
        return false;
    }

    /** Creating, deleting, binding, purging and whatever else there is, the above included. */
    default boolean mayManage() {
        return false;
    }

    static Rights of(String user) {
        if (user.equals(LoginNames.SERVICE)) {
            return new Service();
        }
        Optional<Rights> endpoint = LoginNames.endpointOf(user).map(Endpoint::new);
        return endpoint.or(() -> LoginNames.managerOf(user).map(Manager::new))
                .or(() -> LoginNames.userEndpointOf(user).map(UserEndpoint::new))
                .or(() -> LoginNames.streamOwnerOf(user).map(Streams::new))
                .orElseGet(Nobody::new);
    }

    private static boolean isResultOf(EndpointId id, String exchange, String routingKey) {
        return exchange.equals(AmqpNames.RESULTS_EXCHANGE)
                && routingKey.equals(AmqpNames.resultsKey(id));
    }

    private static boolean isHeartbeatOf(EndpointId id, String exchange, String routingKey) {
        return exchange.equals(AmqpNames.HEARTBEATS_EXCHANGE)
                && routingKey.equals(AmqpNames.heartbeatsKey(id));
    }

    /** The service's own login. */
    record Service() implements Rights {
        @Override
        public boolean mayManage() {
            return true;
        }
    }

    /** An endpoint: its own two queues in, its own two routing keys out. */
    record Endpoint(EndpointId id) implements Rights {
        @Override
        public boolean mayConsume(String queue) {
            return queue.equals(AmqpNames.taskQueue(id))
                    || queue.equals(AmqpNames.commandQueue(id));
        }

        @Override
        public boolean mayPublish(String exchange, String routingKey) {
            return isResultOf(id, exchange, routingKey) || isHeartbeatOf(id, exchange, routingKey);
        }
    }

    /** A manager endpoint: its commands in, its heartbeats out. */
    record Manager(EndpointId id) implements Rights {
        @Override
        public boolean mayConsume(String queue) {
            return queue.equals(AmqpNames.commandQueue(id));
        }

        @Override
        public boolean mayPublish(String exchange, String routingKey) {
            return isHeartbeatOf(id, exchange, routingKey);
        }
    }

    /** A user endpoint: its tasks in, its results and heartbeats out. */
    record UserEndpoint(EndpointId id) implements Rights {
        @Override
        public boolean mayConsume(String queue) {
            return queue.equals(AmqpNames.taskQueue(id));
        }

        @Override
        public boolean mayPublish(String exchange, String routingKey) {
            return isResultOf(id, exchange, routingKey) || isHeartbeatOf(id, exchange, routingKey);
        }
    }

    /** A client that waits for results: it reads its owner's streams. */
    record Streams(UUID owner) implements Rights {
        @Override
        public boolean mayConsume(String queue) {
            return queue.startsWith(BrokerAdmin.streamPrefix(owner));
        }
    }

    /** Anybody else. */
    record Nobody() implements Rights {
        @Override
        public boolean mayConnect() {
            return false;
        }
    }
}
