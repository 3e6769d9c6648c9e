package org.beamlet.cloud.broker.embedded;

import java.util.ArrayList;
import java.util.List;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.Protocol;
import org.apache.qpid.server.model.Transport;
import org.apache.qpid.server.model.port.AmqpPort;
import org.apache.qpid.server.plugin.ProtocolEngineCreator;
import org.apache.qpid.server.plugin.QpidServiceLoader;
import org.apache.qpid.server.protocol.v0_8.ProtocolEngineCreator_0_9_1;
import org.apache.qpid.server.transport.AggregateTicker;
import org.apache.qpid.server.transport.ProtocolEngine;
import org.apache.qpid.server.transport.ServerNetworkConnection;
import org.jspecify.annotations.Nullable;

/** Found by ServiceLoader: AMQP 0-9-1 spoken through {@link GuardedConnection}. */
public final class GuardedProtocol implements ProtocolEngineCreator {
    private static final String STANDARD = Protocol.AMQP_0_9_1.toString();

    /** Two creators of one protocol would compete: the broker takes whichever it finds first. */
    static void replaceStandard() {
        System.setProperty("qpid.plugin.disabled:protocolenginecreator." + STANDARD, "true");
    }

    /** {@return whether this is the only way to speak the protocol} */
    static boolean isInForce() {
        List<ProtocolEngineCreator> creators = new ArrayList<>();
        for (ProtocolEngineCreator creator :
                new QpidServiceLoader().instancesOf(ProtocolEngineCreator.class)) {
            if (creator.getVersion() == Protocol.AMQP_0_9_1) {
                creators.add(creator);
            }
        }
        return creators.size() == 1 && creators.getFirst() instanceof GuardedProtocol;
    }

    @Override
    public Protocol getVersion() {
        return Protocol.AMQP_0_9_1;
    }

    @Override
    public byte[] getHeaderIdentifier() {
        return ProtocolEngineCreator_0_9_1.getInstance().getHeaderIdentifier();
    }

    @Override
    public ProtocolEngine newProtocolEngine(
            Broker<?> broker,
            ServerNetworkConnection network,
            AmqpPort<?> port,
            Transport transport,
            long id,
            AggregateTicker ticker) {
        GuardedConnection connection =
                new GuardedConnection(broker, network, port, transport, id, ticker);
        connection.create();
        return connection;
    }

    @Override
    public byte @Nullable [] getSuggestedAlternativeHeader() {
        return null;
    }

    @Override
    public String getType() {
        return "BEAMLET_" + STANDARD;
    }
}
