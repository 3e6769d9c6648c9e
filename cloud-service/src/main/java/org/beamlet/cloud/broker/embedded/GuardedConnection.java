package org.beamlet.cloud.broker.embedded;

import java.security.Principal;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.protocol.v0_8.AMQPConnection_0_8Impl;
import org.apache.qpid.server.protocol.v0_8.transport.ServerChannelMethodProcessor;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ServerNetworkConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that hears only those AMQP methods from its client that the client's rights need.
 *
 * <p>Broker-J 10.1.0 asks no access control about {@code queue.bind}: any user could bind its own
 * queue to the results exchange and read everybody's results. So methods are let through by name,
 * before the broker acts on them; what they touch is for {@link NameBasedAccessControl}.
 */
public final class GuardedConnection extends AMQPConnection_0_8Impl {
    private static final int ACCESS_REFUSED = 403;

    private @Nullable Rights rights;
    private boolean declaresExchange;

    GuardedConnection(
            Broker<?> broker,
            ServerNetworkConnection network,
            AmqpPort<?> port,
            Transport transport,
            long id,
            AggregateTicker ticker) {
        super(broker, network, port, transport, Protocol.AMQP_0_9_1, id, ticker);
    }

    /** The decoder calls this before it reads a method's arguments. */
    @Override
    public void setCurrentMethod(int classId, int methodId) {
        super.setCurrentMethod(classId, methodId);
        declaresExchange = ClientMethods.isExchangeDeclare(classId, methodId);
        if (!ClientMethods.openToAll(classId, methodId) && !rights().mayManage()) {
            // Once the close is on its way the broker ignores all that it reads.
            sendConnectionClose(ACCESS_REFUSED, "ACCESS_REFUSED - only the service may do this", 0);
        }
    }

    @Override
    public ServerChannelMethodProcessor getChannelMethodProcessor(int channelId) {
        ServerChannelMethodProcessor channel = super.getChannelMethodProcessor(channelId);
        return declaresExchange ? PassiveDeclare.ofAnyType(channel) : channel;
    }

    private Rights rights() {
        Rights known = rights;
        if (known != null) {
            return known;
        }
        Principal user = getAuthorizedPrincipal();
        if (user == null) {
            return new Rights.Nobody();
        }
        known = Rights.of(user.getName());
        rights = known;
        return known;
    }
}
