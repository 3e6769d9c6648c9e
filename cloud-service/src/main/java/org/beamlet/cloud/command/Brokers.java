package org.beamlet.cloud.command;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerSettings;
import org.beamlet.cloud.broker.NetworkAccess;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.cloud.broker.rabbitmq.RabbitMqAdmin;
import org.beamlet.cloud.settings.Settings;

/**
 * Opens the broker that was set.
 *
 * @param port loopback port of the embedded one
 * @param access its port for other hosts
 */
record Brokers(BrokerSettings settings, Path folder, int port, Optional<NetworkAccess> access) {
    static final String PORT = "beamlet.broker.port";
    private static final String TLS_PORT = "beamlet.broker.tls-port";
    private static final String PUBLIC_HOST = "beamlet.broker.public-host";
    private static final int STANDARD_PORT = 5672;
    private static final int STANDARD_TLS_PORT = 5671;
    private static final int LARGEST_PORT = 65_535;

    static Brokers of(
            Settings settings, BrokerSettings broker, HttpAddress http, DataFolder folder) {
        return new Brokers(
                broker,
                folder.broker(),
                settings.number(PORT, STANDARD_PORT, 0, LARGEST_PORT),
                settings.text(TLS_PORT).map(_ -> access(settings, broker, http)));
    }

    private static NetworkAccess access(
            Settings settings, BrokerSettings broker, HttpAddress http) {
        HttpAddress.Tls tls =
                http.tls()
                        .orElseThrow(() ->
                                Settings.faulty(
                                        TLS_PORT,
                                        settings.text(TLS_PORT).orElse(""),
                                        "it together with beamlet.tls.certificate-file and"
                                                + " beamlet.tls.key-file"));
        return new NetworkAccess(
                settings.text("beamlet.broker.host").orElse(http.host()),
                settings.number(TLS_PORT, STANDARD_TLS_PORT, 0, LARGEST_PORT),
                broker.publicHost()
                        .or(() -> http.publicUrl().map(url -> URI.create(url).getHost()))
                        .orElseGet(() -> settings.required(PUBLIC_HOST, TLS_PORT + " is set")),
                broker.publicPort().orElse(0),
                tls.certificate(),
                tls.key());
    }

    void requireFreePorts() {
        Ports.requireFree("--broker-port", "127.0.0.1", port);
        access.ifPresent(how -> Ports.requireFree(TLS_PORT, how.host(), how.port()));
    }

    /**
     * A broker that was opened.
     *
     * @param port that this host finds it on
     * @param certificate has it take its certificate anew
     */
    record Opened(BrokerAdmin admin, int port, Runnable certificate) {}

    Opened open() {
        return settings.rabbitMq()
                .map(rabbit ->
                        new Opened(
                                RabbitMqAdmin.open(rabbit, settings),
                                rabbit.login().port(),
                                () -> {}))
                .orElseGet(() -> {
                    EmbeddedBroker broker = EmbeddedBroker.start(folder, port, access);
                    return new Opened(broker, broker.port(), broker::reloadCertificate);
                });
    }
}
