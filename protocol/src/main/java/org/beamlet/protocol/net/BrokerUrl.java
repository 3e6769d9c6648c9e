package org.beamlet.protocol.net;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The address of a broker with the login in it, as pika writes it.
 *
 * @param login {@code user:password}, still encoded
 * @param path the virtual host, still encoded, with its slash; may be empty
 * @param query without its question mark, and without what is said of TLS; may be empty
 */
public record BrokerUrl(
        boolean tls, String login, String host, int port, String path, String query) {
    private static final int PLAIN_PORT = 5672;
    private static final int TLS_PORT = 5671;

    /**
     * Reads one.
     *
     * @throws URISyntaxException whose text holds a password and must not be shown
     */
    public static BrokerUrl parse(String text) throws URISyntaxException {
        URI uri = new URI(text);
        boolean tls = "amqps".equalsIgnoreCase(uri.getScheme());
        if (uri.getHost() == null || !(tls || "amqp".equalsIgnoreCase(uri.getScheme()))) {
            throw new URISyntaxException(text, "not the address of a broker");
        }
        int usual = tls ? TLS_PORT : PLAIN_PORT;
        return new BrokerUrl(
                tls,
                text(uri.getRawUserInfo()),
                Loopback.bare(uri.getHost()),
                uri.getPort() < 0 ? usual : uri.getPort(),
                text(uri.getRawPath()),
                Stream.of(text(uri.getRawQuery()).split("&", -1))
                        .filter(part -> !part.isEmpty() && !part.startsWith("ssl_options="))
                        .collect(Collectors.joining("&")));
    }

    private static String text(@Nullable String part) {
        return part == null ? "" : part;
    }

    /** {@return host and port, which are no secret} */
    public String place() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** {@return the same without TLS: for a connection that is encrypted by other means} */
    public String withoutTls() {
        return new BrokerUrl(false, login, host, port, path, query).text();
    }

    /** {@return the same login at another place of this machine, without TLS} */
    public String at(String otherHost, int otherPort) {
        return new BrokerUrl(false, login, otherHost, otherPort, path, query).text();
    }

    private String text() {
        return (tls ? "amqps://" : "amqp://")
                + (login.isEmpty() ? "" : login + "@")
                + place()
                + path
                + (query.isEmpty() ? "" : "?" + query);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return (tls ? "amqps://" : "amqp://") + place();
    }
}
