package org.beamlet.agent.diagnose;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.Loopback;
import org.beamlet.protocol.net.ProxyFault;

/** The steps from this machine to the service, each tried by itself until one is blocked. */
final class Way {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    private final Connections connections;
    private final URI to;
    private final String host;
    private final int port;
    private final boolean tls;
    private final Duration limit;
    private final List<Finding> found = new ArrayList<>();
    private String blocked = "";

    Way(Connections connections, URI to, Duration limit) {
        this.connections = connections;
        this.to = to;
        this.host = Loopback.bare(to.getHost());
        this.tls = "https".equals(to.getScheme());
        this.port = to.getPort() >= 0 ? to.getPort() : tls ? HTTPS : HTTP;
        this.limit = limit;
    }

    /** {@return what was found, in the order of the steps; all that follows a blocked one waits} */
    List<Finding> steps() throws InterruptedException {
        Optional<String> proxy = connections.proxy(to);
        step(
                "proxy",
                "check https_proxy, or `proxy` in config.yaml",
                () -> proxy.isPresent() ? proxyAnswers(proxy.get()) : noProxy());
        step(
                "dns",
                "see /etc/resolv.conf, or ask who runs the network; where a proxy leads out, set"
                        + " https_proxy",
                () ->
                        proxy.isPresent()
                                ? Finding.skipped("dns", "the proxy looks %s up".formatted(host))
                                : resolved());
        step(
                "connect",
                "have %s:%d opened for connections from this machine, or set https_proxy"
                        .formatted(host, port),
                () -> connected(proxy));
        step("tls", "check address and port, and what stands in between", this::secured);
        return List.copyOf(found);
    }

    /** {@return the first step that is blocked; empty where the way is free} */
    String blocked() {
        return blocked;
    }

    private void step(String name, String remedy, Callable<Finding> check)
            throws InterruptedException {
        if (!blocked.isEmpty()) {
            found.add(after(name, blocked));
            return;
        }
        Finding finding = Limited.check(name, remedy, () -> told(name, remedy, check));
        found.add(finding);
        if (finding.level() == Finding.Level.FAILED) {
            blocked = name;
        }
    }

    static Finding after(String name, String blocked) {
        return Finding.skipped(name, "not tried, since %s failed".formatted(blocked));
    }

    private Finding told(String name, String remedy, Callable<Finding> check) throws Exception {
        try {
            return check.call();
        } catch (ProxyFault e) {
            return Finding.failed(name, e.what(), e.remedy());
        } catch (IOException e) {
            return connections
                    .explain(to, e)
                    .map(explained -> Finding.failed(name, explained.what(), explained.remedy()))
                    .orElseGet(() ->
                            Finding.failed(
                                    name,
                                    "%s:%d%s: %s".formatted(host, port, connections.through(to), e),
                                    remedy));
        }
    }

    private Finding proxyAnswers(String proxy) throws IOException {
        connections.reachProxy(host, port, limit);
        return Finding.ok("proxy", proxy + " answers");
    }

    private Finding noProxy() {
        return Finding.ok(
                "proxy",
                connections
                        .proxySetting()
                        .map(proxy -> "%s is not taken for %s".formatted(proxy, host))
                        .orElse("none is set"));
    }

    private Finding resolved() throws IOException {
        return Finding.ok(
                "dns",
                "%s is %s"
                        .formatted(
                                host,
                                Stream.of(InetAddress.getAllByName(host))
                                        .map(InetAddress::getHostAddress)
                                        .distinct()
                                        .collect(Collectors.joining(", "))));
    }

    private Finding connected(Optional<String> proxy) throws IOException {
        if (proxy.isPresent() && !tls) {
            return Finding.skipped("connect", "plain HTTP is not tunnelled");
        }
        try (Socket _ = connections.dial(host, port, false, limit)) {
            return Finding.ok(
                    "connect",
                    proxy.map(one -> "%s lets CONNECT %s:%d through".formatted(one, host, port))
                            .orElse("%s:%d takes connections".formatted(host, port)));
        }
    }

    private Finding secured() throws IOException {
        if (!tls) {
            return Finding.skipped("tls", "the address is one without TLS");
        }
        try (Socket _ = connections.dial(host, port, true, limit)) {
            return Finding.ok("tls", shown());
        }
    }

    /** Who has signed is what tells a proxy that reads TLS. */
    private String shown() throws IOException {
        List<X509Certificate> chain = connections.certificates(host, port, limit);
        X509Certificate own = chain.getFirst();
        return "the certificate of %s is trusted, signed by '%s', and valid until %s"
                .formatted(
                        host,
                        own.getIssuerX500Principal().getName(),
                        LocalDate.ofInstant(own.getNotAfter().toInstant(), ZoneOffset.UTC));
    }
}
