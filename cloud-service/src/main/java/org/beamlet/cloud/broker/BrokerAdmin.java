package org.beamlet.cloud.broker;

import java.time.Instant;
import java.util.UUID;
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

    /** Creates the result stream of a task group, {@link #streamPrefix} + group. */
    void declareStream(UUID owner, TaskGroupId group);

    void deleteEndpoint(EndpointId endpoint);

    void deleteStream(UUID owner, TaskGroupId group);

    /**
     * Gives an endpoint a new password; its former one, and connections open with it, end.
     *
     * <p>It may consume its own task and command queues and publish its own results and heartbeats,
     * nothing else.
     */
    BrokerLogin endpointLogin(EndpointId endpoint);

    /** A fresh login that may only consume the streams of {@code owner}. */
    BrokerLogin streamLogin(UUID owner);

    /** The service's own login: everything. */
    BrokerLogin serviceLogin();

    /** Ends a login and closes the connections open with it. */
    void revoke(String user);

    /** Ends the logins of an endpoint and closes the connections open with them. */
    void revokeEndpoint(EndpointId endpoint);

    /** Ends all stream logins of an owner and closes the connections open with them. */
    void revokeStreams(UUID owner);

    /** Ends the stream logins made before an instant that nobody is connected with. */
    void expireStreamLogins(Instant madeBefore);

    /** {@return messages waiting in a queue, or -1 if there is no such queue} */
    long depth(String queue);

    static String streamPrefix(UUID owner) {
        return "streams." + owner + ".";
    }

    @Override
    void close();
}
