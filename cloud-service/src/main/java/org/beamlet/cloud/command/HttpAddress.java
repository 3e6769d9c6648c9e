package org.beamlet.cloud.command;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.beamlet.cloud.settings.Settings;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;

/**
 * Where the REST routes are served and how.
 *
 * @param tls absent for plain HTTP
 * @param publicUrl what users call the service; absent for its own address
 */
record HttpAddress(String host, int port, Optional<Tls> tls, Optional<String> publicUrl) {
    static final String PORT = "beamlet.http.port";
    private static final String HOST = "beamlet.http.host";
    private static final String PLAIN = "beamlet.http.allow-plain-text";
    private static final String CERTIFICATE = "beamlet.tls.certificate-file";
    private static final String KEY = "beamlet.tls.key-file";
    private static final int STANDARD_PORT = 5000;
    private static final int LARGEST_PORT = 65_535;

    /**
     * A certificate with its chain, its key (both PEM) and how often to look whether they changed.
     */
    record Tls(Path certificate, Path key, Duration reload) {}

    static HttpAddress of(Settings settings) {
        String host = settings.text(HOST).orElse("127.0.0.1");
        Optional<Tls> tls = tls(settings);
        if (!isLoopback(host) && tls.isEmpty() && !settings.flag(PLAIN, false)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s is '%s', where anybody on the network could read tokens and results"
                            .formatted(HOST, host),
                    "set %s and %s; or, behind a proxy that speaks TLS, %s=true"
                            .formatted(CERTIFICATE, KEY, PLAIN));
        }
        return new HttpAddress(
                host,
                settings.number(PORT, STANDARD_PORT, 0, LARGEST_PORT),
                tls,
                settings.text("beamlet.http.url").map(url -> url.replaceAll("/+$", "")));
    }

    static Optional<Tls> tls(Settings settings) {
        Optional<Path> certificate = settings.path(CERTIFICATE);
        if (certificate.isEmpty()) {
            settings.path(KEY).ifPresent(_ -> settings.required(CERTIFICATE, KEY + " is set"));
            return Optional.empty();
        }
        settings.required(KEY, CERTIFICATE + " is set");
        return settings.privateFile(KEY)
                .map(key ->
                        new Tls(
                                certificate.get(),
                                key,
                                settings.duration("beamlet.tls.reload", Duration.ofMinutes(1))));
    }

    static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "%s is '%s', which is no address of this host".formatted(HOST, host),
                    "use 127.0.0.1, 0.0.0.0 or a name that resolves",
                    e);
        }
    }

    /** {@return the address for callers on this host} */
    String url(int actualPort) {
        String named = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return "%s://%s:%d".formatted(tls.isPresent() ? "https" : "http", named, actualPort);
    }
}
