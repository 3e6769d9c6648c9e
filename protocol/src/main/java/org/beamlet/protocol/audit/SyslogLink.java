package org.beamlet.protocol.audit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An open way to a server. */
sealed interface SyslogLink extends AutoCloseable {
    /** Sends one message. */
    void send(byte[] message) throws IOException;

    @Override
    void close() throws IOException;

    static SyslogLink open(SyslogServer server, Supplier<SSLContext> tls) throws IOException {
        return switch (server.way()) {
            case UDP ->
                    new Datagrams(
                            new DatagramSocket(),
                            InetAddress.getByName(server.host()),
                            server.port());
            case TCP -> new Stream(connected(server));
            case TLS -> {
                SSLContext context = tls.get();
                yield new Stream(secured(connected(server), server, context));
            }
        };
    }

    private static Socket connected(SyslogServer server) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(server.host(), server.port()), Stream.PATIENCE_MS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, SyslogServer server, SSLContext tls)
            throws IOException {
        try {
            SSLSocket secure =
                    (SSLSocket)
                            tls.getSocketFactory()
                                    .createSocket(plain, server.host(), server.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.setSoTimeout(Stream.PATIENCE_MS);
            secure.startHandshake();
            return secure;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** Each message by itself; whether it arrives nobody knows. */
    record Datagrams(DatagramSocket socket, InetAddress to, int port) implements SyslogLink {
        @Override
        public void send(byte[] message) throws IOException {
            socket.send(new DatagramPacket(message, message.length, to, port));
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Messages one after the other, each with its length before it (RFC 6587, 3.4.1). */
    record Stream(Socket socket) implements SyslogLink {
        static final int PATIENCE_MS = 5000;

        @Override
        public void send(byte[] message) throws IOException {
            requireOpen();
            OutputStream out = socket.getOutputStream();
            out.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            out.write(message);
            out.flush();
        }

        /** What is written to a server that has gone is lost without a word. */
        private void requireOpen() throws IOException {
            socket.setSoTimeout(1);
            try {
                if (socket.getInputStream().read() < 0) {
                    throw new IOException("the server has closed the connection");
                }
            } catch (SocketTimeoutException _) {
                // It is there and, as it should, says nothing.
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
