package org.beamlet.client.connect;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.Loopback;

/** Ports of this machine that lead to brokers, one for each broker that the service has named. */
final class Tunnels implements AutoCloseable {
    static final String HOST = "127.0.0.1";

    /** A service has one broker, or one for each of a few machines. */
    private static final int MOST = 16;

    private final Connections connections;
    private final Gate gate;
    private final Notes notes;
    private final Map<String, Tunnel> open = new HashMap<>();

    Tunnels(Connections connections, Gate gate, Notes notes) {
        this.connections = connections;
        this.gate = gate;
        this.notes = notes;
    }

    /** {@return the port that leads to the broker} */
    synchronized int to(BrokerUrl broker) {
        if (!broker.tls() && !Loopback.is(broker.host())) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the service names %s, where passwords would travel unencrypted"
                            .formatted(broker),
                    "ask whoever runs the service to give its broker TLS");
        }
        try {
            Tunnel tunnel = open.get(broker.toString());
            if (tunnel == null) {
                requireRoom();
                tunnel = Tunnel.open(broker, connections, gate, notes);
                open.put(broker.toString(), tunnel);
            }
            return tunnel.port();
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "no port is left for the result stream: " + e.getMessage(),
                    "close programs that hold many ports",
                    e);
        }
    }

    private void requireRoom() {
        if (open.size() >= MOST) {
            throw new BeamletException(
                    ErrorCode.BROKER_UNREACHABLE,
                    "the service has named more than %d brokers".formatted(MOST),
                    "start the forwarder again");
        }
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Tunnel::close);
        open.clear();
    }
}
