package org.beamlet.conformance.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URI;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerAdminContract;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.cloud.broker.rabbitmq.RabbitMqAdmin;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is asked of the embedded broker, asked of RabbitMQ. */
@Tag("rabbitmq")
class RabbitMqAdminIT extends BrokerAdminContract {
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
    protected BrokerAdmin admin() {
        return admin;
    }

    @Test
    void aWrongPasswordIsNamedWithARemedy() {
        BrokerLogin right = peer.service();
        BrokerLogin wrong =
                new BrokerLogin(right.user(), "wrong", right.host(), right.port(), "/", false);
        try (RabbitMqAdmin refused = new RabbitMqAdmin(peer.management(), wrong)) {
            BeamletException error =
                    catchThrowableOfType(BeamletException.class, refused::declareTopology);
            assertThat(error.code()).isEqualTo(ErrorCode.BROKER_UNREACHABLE);
            assertThat(error.what()).contains("401").doesNotContain("wrong:");
            assertThat(error.remedy()).contains("administrator");
        }
    }

    @Test
    void anAbsentManagementIsNamedWithARemedy() {
        URI nobody = URI.create("http://127.0.0.1:1/");
        try (RabbitMqAdmin refused = new RabbitMqAdmin(nobody, peer.service())) {
            BeamletException error =
                    catchThrowableOfType(BeamletException.class, refused::declareTopology);
            assertThat(error.what()).contains("127.0.0.1:1");
            assertThat(error.remedy()).contains("rabbitmq_management");
        }
    }
}
