package org.beamlet.client.connect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.Connections;

/** A port on loopback whose connections continue, over TLS, at one broker. */
final class Tunnel implements AutoCloseable {
    private static final int MOST_CONNECTIONS = 256;
    private static final Duration REACH = Duration.ofSeconds(15);

    private final ServerSocket listening;
    private final BrokerUrl broker;
    private final Connections connections;
    private final Gate gate;
    private final Notes notes;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private Tunnel(
            ServerSocket listening,
            BrokerUrl broker,
            Connections connections,
            Gate gate,
            Notes notes) {
        this.listening = listening;
        this.broker = broker;
        this.connections = connections;
        this.gate = gate;
        this.notes = notes;
    }

    static Tunnel open(BrokerUrl broker, Connections connections, Gate gate, Notes notes)
            throws IOException {
        ServerSocket listening = new ServerSocket(0, 64, InetAddress.ofLiteral(Tunnels.HOST));
        Tunnel tunnel = new Tunnel(listening, broker, connections, gate, notes);
        Thread _ = Thread.ofVirtual().name("tunnel-" + broker.place()).start(tunnel::accept);
        return tunnel;
    }

    int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                Thread _ = Thread.startVirtualThread(() -> carry(near));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    notes.say("a connection to the broker was not taken: " + e.getMessage());
                }
            }
        }
    }

    private void carry(Socket near) {
        sockets.add(near);
        try (near) {
            if (sockets.size() > 2 * MOST_CONNECTIONS) {
                return;
            }
            gate.requireSameUser(
                    (InetSocketAddress) near.getRemoteSocketAddress(),
                    (InetSocketAddress) near.getLocalSocketAddress());
            near.setTcpNoDelay(true);
            try (Socket far = connections.dial(broker.host(), broker.port(), broker.tls(), REACH)) {
                sockets.add(far);
                try {
                    Pump.between(near, far);
                } finally {
                    sockets.remove(far);
                }
            }
        } catch (IOException e) {
            notes.trouble(unreachable(e));
        } catch (BeamletException e) {
            notes.refused(e);
        } finally {
            sockets.remove(near);
        }
    }

    private BeamletException unreachable(IOException e) {
        return connections
                .explain(broker, e)
                .orElseGet(() ->
                        new BeamletException(
                                ErrorCode.BROKER_UNREACHABLE,
                                "%s cannot be reached: %s"
                                        .formatted(
                                                broker + connections.through(broker),
                                                e.getMessage()),
                                "results wait there; programs try again by themselves",
                                e));
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException _) {
            // Closed or not, nothing comes through any more.
        }
        sockets.forEach(Pump::close);
    }
}
