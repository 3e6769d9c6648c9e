package org.beamlet.protocol.net;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A socket for a library that makes sockets first and connects them later. */
public final class DialedSocket extends Socket {
    private final Connections connections;
    private final boolean tls;
    private final Duration limit;
    private @Nullable Socket dialed;

    DialedSocket(Connections connections, boolean tls, Duration limit) {
        this.connections = connections;
        this.tls = tls;
        this.limit = limit;
    }

    void dial(String host, int port) throws IOException {
        dialed = connections.dial(host, port, tls, limit);
    }

    private Socket open() throws SocketException {
        if (dialed == null) {
            throw new SocketException("not connected yet");
        }
        return dialed;
    }

    @Override
    public void connect(SocketAddress to) throws IOException {
        connect(to, Math.toIntExact(limit.toMillis()));
    }

    @Override
    public void connect(SocketAddress to, int millis) throws IOException {
        InetSocketAddress address = (InetSocketAddress) to;
        dial(address.getHostString(), address.getPort());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return open().getInputStream();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return open().getOutputStream();
    }

    @Override
    public void setTcpNoDelay(boolean on) {
        // Always so; and asked for before there is a connection.
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        open().setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return open().getSoTimeout();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        open().setSoLinger(on, seconds);
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        return dialed == null ? null : dialed.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return dialed == null ? super.getLocalAddress() : dialed.getLocalAddress();
    }

    @Override
    public int getPort() {
        return dialed == null ? 0 : dialed.getPort();
    }

    @Override
    public int getLocalPort() {
        return dialed == null ? -1 : dialed.getLocalPort();
    }

    @Override
    public boolean isConnected() {
        return dialed != null;
    }

    @Override
    public boolean isClosed() {
        return dialed != null && dialed.isClosed();
    }

    @Override
    public void shutdownInput() throws IOException {
        open().shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        open().shutdownOutput();
    }

    @Override
    public synchronized void close() throws IOException {
        super.close();
        if (dialed != null) {
            dialed.close();
        }
    }
}
