package org.beamlet.protocol.net;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections as the user's surroundings ask for: {@code BEAMLET_CA} names certificates that
 * are trusted besides the usual ones, {@code https_proxy}, {@code http_proxy} and {@code no_proxy}
 * are honoured. Host names are always verified.
 */
public final class Connections {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    private final @Nullable Path ca;
    private final Proxies proxies;
    private volatile @Nullable SSLContext context;

    private Connections(@Nullable Path ca, Proxies proxies) {
        this.ca = ca;
        this.proxies = proxies;
    }

    /** {@return the way out that these environment variables describe} */
    public static Connections of(Map<String, String> environment) {
        String named = environment.getOrDefault("BEAMLET_CA", "").strip();
        return new Connections(named.isEmpty() ? null : Path.of(named), Proxies.of(environment));
    }

    /** {@return the same with another file of certificates} */
    public Connections trusting(Path certificates) {
        return new Connections(certificates, proxies);
    }

    /** {@return the file of certificates that are trusted besides the usual ones} */
    public @Nullable Path ca() {
        return ca;
    }

    /** {@return a client to be built: HTTP/1.1, which every proxy on the way understands} */
    public HttpClient.Builder http() {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT)
                        .proxy(proxies);
        if (ca != null) {
            builder.sslContext(tls());
        }
        if (proxies.hasCredentials()) {
            // Without this, the JDK sends no password to a proxy that it asks for a tunnel.
            if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
                System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
            }
            builder.authenticator(new ProxyLogin());
        }
        return builder;
    }

    /** {@return the context of TLS, made at first use} */
    public SSLContext tls() {
        SSLContext known = context;
        if (known == null) {
            known = ca == null ? usual() : TrustedRoots.with(ca);
            context = known;
        }
        return known;
    }

    private static SSLContext usual() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java has no TLS",
                    "install a complete JDK 25",
                    e);
        }
    }

    /**
     * Opens a TCP connection, through a proxy where one is set, with TLS where that is wanted.
     *
     * @param limit for each step: connecting, the proxy's answer, the handshake
     */
    public Socket dial(String host, int port, boolean tls, Duration limit) throws IOException {
        Socket socket = reach(host, port, limit);
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            return tls ? secured(socket, host, port, limit) : socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private Socket reach(String host, int port, Duration limit) throws IOException {
        @Nullable HttpProxy proxy = proxies.between("https", host, port);
        if (proxy == null) {
            return connected(host, port, limit);
        }
        Socket socket = connected(proxy.host(), proxy.port(), limit);
        try {
            proxy.tunnel(socket, host, port, limit);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket connected(String host, int port, Duration limit) throws IOException {
        @Nullable IOException failure = null;
        for (InetAddress address : InetAddress.getAllByName(host)) {
            Socket socket = new Socket();
            try {
                socket.connect(
                        new InetSocketAddress(address, port), Math.toIntExact(limit.toMillis()));
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = e;
            }
        }
        throw failure == null ? new java.net.UnknownHostException(host) : failure;
    }

    private Socket secured(Socket plain, String host, int port, Duration limit) throws IOException {
        SSLSocket socket =
                (SSLSocket) tls().getSocketFactory().createSocket(plain, host, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(Math.toIntExact(limit.toMillis()));
        socket.startHandshake();
        socket.setSoTimeout(0);
        return socket;
    }

    /** Tells the password to proxies and to nobody else. */
    private final class ProxyLogin extends Authenticator {
        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY
                    ? proxies.login(getRequestingHost(), getRequestingPort())
                    : null;
        }
    }
}
