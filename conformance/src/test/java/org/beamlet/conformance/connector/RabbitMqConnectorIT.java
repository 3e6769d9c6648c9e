package org.beamlet.conformance.connector;

import java.io.IOException;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.rabbitmq.RabbitMqAdmin;
import org.beamlet.conformance.broker.RabbitMqPeer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

@Tag("connector")
class RabbitMqConnectorIT extends ConnectorContract {
    private RabbitMqPeer peer;
    private RabbitMqAdmin admin;

    @BeforeAll
    void connect() throws IOException {
        peer = RabbitMqPeer.running();
        admin = new RabbitMqAdmin(peer.management(), peer.service());
    }

    @AfterAll
    void disconnect() {
        admin.close();
    }

    @Override
    BrokerAdmin admin() {
        return admin;
    }

    @Override
    void restart() throws Exception {
        peer.stop();
        peer.start();
    }
}
