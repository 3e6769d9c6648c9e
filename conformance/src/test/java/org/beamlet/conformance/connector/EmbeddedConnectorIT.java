package org.beamlet.conformance.connector;

import java.nio.file.Path;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.embedded.EmbeddedBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("connector")
class EmbeddedConnectorIT extends ConnectorContract {
    @TempDir static Path folder;

    private EmbeddedBroker broker;

    @BeforeAll
    void start() {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @Override
    BrokerAdmin admin() {
        return broker;
    }

    @Override
    void restart() {
        int port = broker.port();
        broker.close();
        broker = EmbeddedBroker.start(folder, port);
    }
}
