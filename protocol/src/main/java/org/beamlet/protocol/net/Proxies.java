package org.beamlet.protocol.net;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The proxies of the environment, in the words that curl and Python understand too. */
final class Proxies extends ProxySelector {
    private final Map<String, String> byScheme;
    private final List<String> exceptions;

    private Proxies(Map<String, String> byScheme, List<String> exceptions) {
        this.byScheme = byScheme;
        this.exceptions = exceptions;
    }

    static Proxies of(Map<String, String> environment) {
        return new Proxies(
                Map.of(
                        "http", variable(environment, "http_proxy"),
                        "https", variable(environment, "https_proxy")),
                Stream.of(variable(environment, "no_proxy").split("[,\\s]+", -1))
                        .map(one -> one.strip().toLowerCase(Locale.ROOT))
                        .filter(one -> !one.isEmpty())
                        .toList());
    }

    private static String variable(Map<String, String> environment, String name) {
        String lower = environment.getOrDefault(name, "");
        return lower.isBlank()
                ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "").strip()
                : lower.strip();
    }

    /** {@return the proxy on the way to a host, or null where there is none} */
    @Nullable HttpProxy between(String scheme, String host, int port) {
        String text = byScheme.getOrDefault(scheme, "");
        String bare = Loopback.bare(host).toLowerCase(Locale.ROOT);
        if (text.isEmpty()
                || Loopback.is(bare)
                || exceptions.stream().anyMatch(one -> excepted(one, bare, port))) {
            return null;
        }
        return HttpProxy.parse(scheme + "_proxy", text);
    }

    private static boolean excepted(String exception, String host, int port) {
        if (exception.equals("*")) {
            return true;
        }
        if (exception.contains("/")) {
            return inNetwork(exception, host);
        }
        String name = exception;
        int colon = exception.lastIndexOf(':');
        if (colon > 0 && exception.indexOf(':') == colon) {
            if (!exception.substring(colon + 1).equals(Integer.toString(port))) {
                return false;
            }
            name = exception.substring(0, colon);
        }
        String domain = name.startsWith("*.") ? name.substring(1) : name;
        return domain.startsWith(".")
                ? host.endsWith(domain) || host.equals(domain.substring(1))
                : host.equals(domain) || host.endsWith("." + domain);
    }

    /** Whether an address lies in a network such as 10.0.0.0/8; names are not looked up. */
    private static boolean inNetwork(String network, String host) {
        if (!host.matches("[0-9.]+|[0-9a-f:.]*:[0-9a-f:.]*")) {
            return false;
        }
        int slash = network.indexOf('/');
        try {
            byte[] base = InetAddress.ofLiteral(network.substring(0, slash)).getAddress();
            byte[] address = InetAddress.ofLiteral(host).getAddress();
            int rest = base.length * 8 - Integer.parseInt(network.substring(slash + 1));
            return base.length == address.length
                    && rest >= 0
                    && new BigInteger(1, base)
                            .shiftRight(rest)
                            .equals(new BigInteger(1, address).shiftRight(rest));
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    boolean hasCredentials() {
        return byScheme.values().stream().anyMatch(text -> text.contains("@"));
    }

    /** {@return user and password of the proxy on that host and port} */
    @Nullable PasswordAuthentication login(String host, int port) {
        for (Map.Entry<String, String> one : byScheme.entrySet()) {
            if (!one.getValue().contains("@")) {
                continue;
            }
            HttpProxy proxy = HttpProxy.parse(one.getKey() + "_proxy", one.getValue());
            int colon = proxy.login().indexOf(':');
            if (proxy.host().equalsIgnoreCase(host) && proxy.port() == port && colon > 0) {
                return new PasswordAuthentication(
                        proxy.login().substring(0, colon),
                        proxy.login().substring(colon + 1).toCharArray());
            }
        }
        return null;
    }

    @Override
    public List<Proxy> select(URI uri) {
        String scheme = String.valueOf(uri.getScheme());
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(scheme) ? 443 : 80;
        @Nullable HttpProxy proxy =
                uri.getHost() == null ? null : between(scheme, uri.getHost(), port);
        return List.of(
                proxy == null
                        ? Proxy.NO_PROXY
                        : new Proxy(
                                Proxy.Type.HTTP,
                                new InetSocketAddress(proxy.host(), proxy.port())));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
        // Whoever called is told by an exception.
    }
}
