package org.beamlet.protocol.net;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import javax.net.SocketFactory;

/** Sockets that reach the broker as {@link Connections} says: through a proxy, with TLS. */
public final class DialingSocketFactory extends SocketFactory {
    private final Connections connections;
    private final boolean tls;
    private final Duration limit;

    public DialingSocketFactory(Connections connections, boolean tls, Duration limit) {
        this.connections = connections;
        this.tls = tls;
        this.limit = limit;
    }

    @Override
    public DialedSocket createSocket() {
        return new DialedSocket(connections, tls, limit);
    }

    @Override
    public DialedSocket createSocket(String host, int port) throws IOException {
        DialedSocket socket = createSocket();
        socket.dial(host, port);
        return socket;
    }

    @Override
    public DialedSocket createSocket(String host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }

    @Override
    public DialedSocket createSocket(InetAddress host, int port) throws IOException {
        return createSocket(host.getHostAddress(), port);
    }

    @Override
    public DialedSocket createSocket(InetAddress host, int port, InetAddress local, int localPort)
            throws IOException {
        return createSocket(host, port);
    }
}
