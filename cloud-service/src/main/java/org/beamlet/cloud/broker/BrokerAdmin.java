package org.beamlet.cloud.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;

/**
 * What the service asks of a broker beyond publishing and consuming. All calls may be repeated:
 * what exists already is left as it is.
 */
public interface BrokerAdmin extends AutoCloseable {
    /** Creates the exchanges and queues that all endpoints share. */
    void declareTopology();

    /** Creates the task and command queues of an endpoint. */
    void declareEndpoint(EndpointId endpoint);

    /** Creates the command queue of a manager endpoint. */
    void declareManager(EndpointId manager);

    /** Creates the task queue of a user endpoint. */
    void declareUserEndpoint(EndpointId endpoint);

    /** Creates the result stream of a task group, {@link #streamPrefix} + group. */
    void declareStream(UUID owner, TaskGroupId group);

    /** Ends the logins of an endpoint of any kind and deletes its queues. */
    void deleteEndpoint(EndpointId endpoint);

    void deleteStream(UUID owner, TaskGroupId group);

    /**
     * Gives an endpoint a new password; its former one, and connections open with it, end.
     *
     * <p>It may consume its own task and command queues and publish its own results and heartbeats,
     * nothing else.
     */
    BrokerLogin endpointLogin(EndpointId endpoint);

    /**
     * Gives a manager endpoint a new password; its former one, and connections open with it, end.
     *
     * <p>It may consume its own command queue and publish its own heartbeats, nothing else.
     */
    BrokerLogin managerLogin(EndpointId manager);

    /**
     * A fresh login of a user endpoint; former ones stay, for the process may still be there.
     *
     * <p>It may consume its own task queue and publish its own results and heartbeats, nothing
     * else.
     */
    BrokerLogin userEndpointLogin(EndpointId endpoint);

    /** A fresh login that may only consume the streams of {@code owner}. */
    BrokerLogin streamLogin(UUID owner);

    /** The service's own login: everything. */
    BrokerLogin serviceLogin();

    /** {@return whom the service's own connections believe, where its login says TLS} */
    default SSLContext tls() {
        return Tls.trusting(null);
    }

    /** Ends the logins of an endpoint of any kind and closes the connections open with them. */
    void endLogins(EndpointId endpoint);

    /** Ends a login and closes the connections open with it. */
    void revoke(String user);

    /** Ends the logins of an endpoint and closes the connections open with them. */
    void revokeEndpoint(EndpointId endpoint);

    /** Ends all stream logins of an owner and closes the connections open with them. */
    void revokeStreams(UUID owner);

    /** Ends logins of streams and user endpoints made before an instant and not connected. */
    void expireLogins(Instant madeBefore);

    /** {@return messages waiting in a queue, or -1 if there is no such queue} */
    long depth(String queue);

    /** {@return how a message's property {@code expiration} says that it has so long to live} */
    default String expiration(Duration life) {
        return Long.toString(life.toMillis());
    }

    static String streamPrefix(UUID owner) {
        return "streams." + owner + ".";
    }

    @Override
    void close();
}
