package org.beamlet.cloud.broker.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerAdminContract;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT extends BrokerAdminContract {
    @TempDir static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Override
    protected BrokerAdmin admin() {
        return broker;
    }

    @Test
    void anEndpointMayNotEvenPurgeItsOwnTasks() throws Exception {
        EndpointId endpoint = EndpointId.random();
        broker.declareEndpoint(endpoint);
        try (AmqpPeer agent = AmqpPeer.connect(broker.endpointLogin(endpoint))) {
            String tasks = AmqpNames.taskQueue(endpoint);
            assertThat(agent.refusal(p -> p.channel().queuePurge(tasks))).isEqualTo(403);
        }
    }

    @Test
    void noPasswordIsKeptInReadableForm() throws Exception {
        BrokerLogin login = broker.endpointLogin(EndpointId.random());
        String config = Files.readString(folder.resolve("config.json"));
        assertThat(config)
                .contains(login.user())
                .doesNotContain(login.password())
                .doesNotContain(broker.serviceLogin().password());
    }

    @Test
    void theFolderIsItsUsersAlone() throws Exception {
        assertThat(Files.getPosixFilePermissions(folder)).hasSize(3);
    }
}
