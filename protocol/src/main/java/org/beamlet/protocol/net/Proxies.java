package org.beamlet.protocol.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which proxy leads to an address: {@code BEAMLET_PROXY}, else the variables that curl and Python
 * read too, less what {@code no_proxy} excepts.
 */
final class Proxies extends ProxySelector {
    /** Beamlet's own; a URL, or {@link #NONE}. */
    static final String OWN = "BEAMLET_PROXY";

    /** Asks for connections without a proxy, whatever the other variables say. */
    static final String NONE = "none";

    private final Map<String, Setting> byScheme;
    private final NoProxy exceptions;

    /** What was set where; read only once it is needed. */
    private record Setting(String name, String text) {
        boolean isSet() {
            return !text.isEmpty() && !(name.equals(OWN) && text.equalsIgnoreCase(NONE));
        }

        HttpProxy proxy() {
            return HttpProxy.parse(name, text);
        }
    }

    private Proxies(Map<String, Setting> byScheme, NoProxy exceptions) {
        this.byScheme = byScheme;
        this.exceptions = exceptions;
    }

    static Proxies of(Map<String, String> environment) {
        Setting own = setting(environment, OWN);
        Map<String, Setting> settings =
                own.text().isEmpty()
                        ? Map.of(
                                "http", variable(environment, "http_proxy"),
                                "https", variable(environment, "https_proxy"))
                        : Map.of("http", own, "https", own);
        return new Proxies(settings, NoProxy.parse(variable(environment, "no_proxy").text()));
    }

    /** The small spelling counts where both are there. */
    private static Setting variable(Map<String, String> environment, String name) {
        Setting small = setting(environment, name);
        return small.text().isEmpty() ? setting(environment, name.toUpperCase(Locale.ROOT)) : small;
    }

    private static Setting setting(Map<String, String> environment, String name) {
        return new Setting(name, environment.getOrDefault(name, "").strip());
    }

    void require() {
        byScheme.values().stream()
                .filter(Setting::isSet)
                .forEach(setting -> {
                    HttpProxy _ = setting.proxy();
                });
    }

    /** {@return what HTTPS goes through, or would but for exceptions} */
    Optional<String> told() {
        Setting setting = byScheme.get("https");
        return setting == null || !setting.isSet()
                ? Optional.empty()
                : Optional.of(setting.proxy().told());
    }

    /** {@return the proxy on the way to a host, or null where there is none} */
    @Nullable HttpProxy between(String scheme, String host, int port) {
        Setting setting = byScheme.get(scheme.toLowerCase(Locale.ROOT));
        if (setting == null
                || !setting.isSet()
                || Loopback.is(host)
                || exceptions.covers(host, port)) {
            return null;
        }
        return setting.proxy();
    }

    /** {@return the proxy on the way to an address, or null where there is none} */
    @Nullable HttpProxy between(URI uri) {
        return uri.getHost() == null || uri.getScheme() == null
                ? null
                : between(uri.getScheme(), uri.getHost(), port(uri));
    }

    static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    }

    boolean hasCredentials() {
        return byScheme.values().stream().anyMatch(setting -> setting.text().contains("@"));
    }

    /** {@return user and password of the proxy on that host and port} */
    @Nullable PasswordAuthentication login(String host, int port) {
        for (Setting setting : byScheme.values()) {
            if (!setting.text().contains("@")) {
                continue;
            }
            HttpProxy proxy = setting.proxy();
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
        @Nullable HttpProxy proxy = between(uri);
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
