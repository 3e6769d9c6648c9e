package org.beamlet.cloud.command;

import java.nio.file.Path;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerSettings;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.beamlet.cloud.broker.rabbitmq.RabbitMqAdmin;
import org.beamlet.cloud.settings.Settings;

/** Opens the broker that was set. */
record Brokers(BrokerSettings settings, Path folder, int port) {
    static final String PORT = "beamlet.broker.port";
    private static final int STANDARD_PORT = 5672;
    private static final int LARGEST_PORT = 65_535;

    static Brokers of(Settings settings, BrokerSettings broker, DataFolder folder) {
        return new Brokers(
                broker, folder.broker(), settings.number(PORT, STANDARD_PORT, 0, LARGEST_PORT));
    }

    void requireFreePorts() {
        Ports.requireFree("--broker-port", "127.0.0.1", port);
    }

    /** A broker that was opened, and the port that others find it on. */
    record Opened(BrokerAdmin admin, int port) {}

    Opened open() {
        return settings.rabbitMq()
                .map(rabbit ->
                        new Opened(
                                new RabbitMqAdmin(rabbit.management(), rabbit.login()),
                                rabbit.login().port()))
                .orElseGet(() -> {
                    EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
                    return new Opened(broker, broker.port());
                });
    }
}
