package org.beamlet.protocol.net;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections as the user's surroundings ask for: {@code BEAMLET_CA} names certificates that
 * are trusted besides the usual ones, {@code BEAMLET_PROXY}, {@code https_proxy}, {@code
 * http_proxy} and {@code no_proxy} are honoured. Host names are always verified.
 */
public final class Connections {
    /** Names the proxy for all that Beamlet calls, before the usual variables; or {@code none}. */
    public static final String PROXY = Proxies.OWN;

    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int LOGIN_WANTED = 407;

    static {
        // Without this, the JDK sends no password to a proxy that it asks for a tunnel. It is read
        // once, with the first client of the process.
        if (System.getProperty("jdk.http.auth.tunneling.disabledSchemes") == null) {
            System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        }
    }

    private final @Nullable Path ca;
    private final Proxies proxies;

    /** Where the proxy made a tunnel to, with nothing that went wrong since. */
    private final Set<String> tunnelled = ConcurrentHashMap.newKeySet();

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

    /**
     * Sees that what is set can be read.
     *
     * @throws BeamletException with code CONFIG_INVALID, without passwords
     */
    public void requireProxy() {
        proxies.require();
    }

    /** {@return the URL of a proxy, as it may be shown} */
    public static String withoutLogin(String proxy) {
        int end = proxy.lastIndexOf('@');
        return end < 0
                ? proxy
                : (proxy.contains("://") ? proxy.substring(0, proxy.indexOf("://") + 3) : "")
                        + proxy.substring(end + 1);
    }

    /** {@return what is set for a proxy, without login} */
    public Optional<String> proxySetting() {
        return proxies.told();
    }

    /**
     * {@return host and port of the proxy on the way to an address, with the setting that names it}
     */
    public Optional<String> proxy(URI to) {
        return Optional.ofNullable(proxies.between(to)).map(HttpProxy::told);
    }

    /** {@return the same for a connection that is not of HTTP} */
    public Optional<String> proxy(String host, int port) {
        return Optional.ofNullable(proxies.between("https", host, port)).map(HttpProxy::told);
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
            builder.authenticator(new ProxyLogin());
        }
        return builder;
    }

    /**
     * Sends a request with a client that {@link #http} has made. Where a proxy is on the way, it is
     * asked for a tunnel before, until one was made: the client itself would tell neither the
     * proxy's name nor its reason.
     *
     * @throws ProxyFault if the proxy made none; nothing was sent then
     */
    public <T> HttpResponse<T> send(
            HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        URI to = request.uri();
        @Nullable HttpProxy proxy = proxies.between(to);
        if (proxy == null || !"https".equals(to.getScheme())) {
            return http.send(request, handler);
        }
        String target = to.getHost() + ":" + Proxies.port(to);
        if (!tunnelled.contains(target)) {
            reach(Loopback.bare(to.getHost()), Proxies.port(to), CONNECT).close();
            tunnelled.add(target);
        }
        try {
            HttpResponse<T> response = http.send(request, handler);
            if (response.statusCode() == LOGIN_WANTED) {
                tunnelled.remove(target);
                throw proxy.loginWanted(target);
            }
            return response;
        } catch (IOException e) {
            tunnelled.remove(target);
            throw e;
        }
    }

    /**
     * Says in one line what went wrong on the way, if it is a matter of names, proxies or TLS.
     *
     * @param what was called, such as a URL without secrets
     */
    public Optional<BeamletException> explain(URI what, Throwable fault) {
        return ConnectionFaults.explain(
                what + through(proxy(what)),
                fault,
                () -> signer(Loopback.bare(what.getHost()), Proxies.port(what)));
    }

    /** Says the same of a broker. */
    public Optional<BeamletException> explain(BrokerUrl broker, Throwable fault) {
        return ConnectionFaults.explain(
                broker + through(proxy(broker.host(), broker.port())),
                fault,
                () -> signer(broker.host(), broker.port()));
    }

    /** {@return what names the proxy on the way, to follow an address; empty without one} */
    public String through(URI to) {
        return through(proxy(to));
    }

    /** {@return the same of a broker} */
    public String through(BrokerUrl broker) {
        return through(proxy(broker.host(), broker.port()));
    }

    private static String through(Optional<String> proxy) {
        return proxy.map(" through "::concat).orElse("");
    }

    /** Who has signed what is shown there, where that can be learnt. */
    private Optional<String> signer(String host, int port) {
        try {
            return certificates(host, port, CONNECT).stream()
                    .reduce((_, last) -> last)
                    .map(last -> last.getIssuerX500Principal().getName());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** {@return the certificates that are shown there, trusted or not, the host's own first} */
    public List<X509Certificate> certificates(String host, int port, Duration limit)
            throws IOException {
        try (Socket plain = reach(host, port, limit)) {
            plain.setSoTimeout(Math.toIntExact(limit.toMillis()));
            return ShownCertificates.on(plain, host, port);
        }
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
     * @throws ProxyFault if it got no farther than the proxy
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

    /**
     * Gets as far as a proxy, where one is set.
     *
     * @throws ProxyFault if it cannot be reached
     */
    public void reachProxy(String host, int port, Duration limit) throws IOException {
        @Nullable HttpProxy proxy = proxies.between("https", host, port);
        if (proxy != null) {
            toProxy(proxy, limit).close();
        }
    }

    private Socket reach(String host, int port, Duration limit) throws IOException {
        @Nullable HttpProxy proxy = proxies.between("https", host, port);
        if (proxy == null) {
            return connected(host, port, limit);
        }
        Socket socket = toProxy(proxy, limit);
        try {
            proxy.tunnel(socket, host, port, limit);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket toProxy(HttpProxy proxy, Duration limit) throws ProxyFault {
        try {
            return connected(proxy.host(), proxy.port(), limit);
        } catch (IOException e) {
            throw proxy.unreached(e);
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
        try {
            socket.startHandshake();
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException(
                    "no answer to TLS within %d s".formatted(limit.toSeconds()));
        }
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
