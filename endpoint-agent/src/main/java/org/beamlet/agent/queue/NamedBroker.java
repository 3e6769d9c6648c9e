package org.beamlet.agent.queue;

import com.rabbitmq.client.Address;
import java.net.InetSocketAddress;
import org.beamlet.protocol.net.BrokerUrl;

/** A broker by its name, whose address whoever connects looks up. */
final class NamedBroker extends Address {
    NamedBroker(BrokerUrl broker) {
        super(broker.host(), broker.port());
    }

    /** The library would look the name up, which behind a proxy only the proxy can. */
    @Override
    public InetSocketAddress toInetSocketAddress(int port) {
        return InetSocketAddress.createUnresolved(getHost(), port);
    }
}
