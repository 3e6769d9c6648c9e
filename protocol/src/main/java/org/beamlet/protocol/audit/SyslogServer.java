package org.beamlet.protocol.audit;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where entries are sent to.
 *
 * @param host name or address
 */
public record SyslogServer(Way way, String host, int port) {
    private static final int PORT = 514;
    private static final int SECURE_PORT = 6514;
    private static final int MOST = 65_535;

    /** How. */
    public enum Way {
        UDP,
        TCP,
        TLS
    }

    /**
     * Reads an address such as {@code udp://loghost:514}, {@code tcp://} or {@code tls://}.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    public static SyslogServer parse(String text) {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e.getReason(), e);
        }
        Way way =
                switch (String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT)) {
                    case "udp" -> Way.UDP;
                    case "tcp" -> Way.TCP;
                    case "tls" -> Way.TLS;
                    default -> throw new IllegalArgumentException("no udp, tcp or tls");
                };
        String host = address.getHost();
        if (host == null) {
            throw new IllegalArgumentException("no host");
        }
        int port = address.getPort() > 0 ? address.getPort() : way == Way.TLS ? SECURE_PORT : PORT;
        if (port > MOST) {
            throw new IllegalArgumentException("no such port");
        }
        return new SyslogServer(way, host.replaceAll("[\\[\\]]", ""), port);
    }

    /** {@return what to write where an address was none} */
    public static String remedy() {
        return "give one such as udp://loghost.example.org:514, tcp://… or tls://…";
    }

    @Override
    public String toString() {
        return "%s://%s:%d".formatted(way.name().toLowerCase(Locale.ROOT), host, port);
    }
}
