package org.beamlet.cloud.broker.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerDurabilityIT {
    private static final int MESSAGES = 300;

    private final EndpointId endpoint = EndpointId.random();

    @TempDir Path temporary;

    @Test
    void whatWasConfirmedOutlivesAKilledBroker() throws Exception {
        Path folder = temporary.resolve("broker");
        BrokerLogin agentLogin;
        BrokerLogin formerService;
        try (BrokerProcess child =
                BrokerProcess.start(folder, endpoint, temporary.resolve("answer"))) {
            formerService = child.service();
            agentLogin = child.agent(endpoint);
            try (AmqpPeer service = AmqpPeer.connect(formerService);
                    AmqpPeer agent = AmqpPeer.connect(agentLogin)) {
                publish(service, agent);
                child.kill();
            }
        }

        try (EmbeddedBroker restarted = EmbeddedBroker.start(folder, 0)) {
            String tasks = AmqpNames.taskQueue(endpoint);
            assertThat(restarted.depth(tasks)).isEqualTo(MESSAGES);
            assertThat(restarted.depth(AmqpNames.commandQueue(endpoint))).isZero();
            assertThat(restarted.depth(AmqpNames.HEARTBEATS_QUEUE)).isZero();
            BrokerLogin moved = at(agentLogin, restarted.port());
            try (AmqpPeer agent = AmqpPeer.connect(moved)) {
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(agent.get(tasks)).isEqualTo(("task " + i).getBytes(UTF_8));
                }
                // Exchange, binding and rights are there too.
                String key = AmqpNames.resultsKey(endpoint);
                agent.publish(AmqpNames.RESULTS_EXCHANGE, key, "late".getBytes(UTF_8));
                assertThat(agent.nothingReturned()).isTrue();
            }
            assertThat(restarted.depth(AmqpNames.RESULTS_QUEUE)).isEqualTo(2);
            assertThatThrownBy(() -> AmqpPeer.connect(at(formerService, restarted.port())).close())
                    .as("the service's former password")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStoppedBrokerStartsAgainWithWhatItHad() throws Exception {
        BrokerLogin login;
        String tasks = AmqpNames.taskQueue(endpoint);
        try (EmbeddedBroker first = EmbeddedBroker.start(temporary, 0)) {
            first.declareEndpoint(endpoint);
            login = first.endpointLogin(endpoint);
            try (AmqpPeer service = AmqpPeer.connect(first.serviceLogin())) {
                service.publish("", tasks, "a task".getBytes(UTF_8));
            }
        }
        try (EmbeddedBroker second = EmbeddedBroker.start(temporary, 0);
                AmqpPeer agent = AmqpPeer.connect(at(login, second.port()))) {
            assertThat(agent.get(tasks)).isEqualTo("a task".getBytes(UTF_8));
            second.revoke(login.user());
        }
        try (EmbeddedBroker third = EmbeddedBroker.start(temporary, 0)) {
            assertThatThrownBy(() -> AmqpPeer.connect(at(login, third.port())).close())
                    .as("a login that was revoked before the restart")
                    .isInstanceOf(IOException.class);
        }
    }

    private void publish(AmqpPeer service, AmqpPeer agent) throws Exception {
        for (int i = 0; i < MESSAGES; i++) {
            service.publish("", AmqpNames.taskQueue(endpoint), ("task " + i).getBytes(UTF_8));
        }
        String key = AmqpNames.resultsKey(endpoint);
        agent.publish(AmqpNames.RESULTS_EXCHANGE, key, "early".getBytes(UTF_8));
    }

    private static BrokerLogin at(BrokerLogin login, int port) {
        return new BrokerLogin(
                login.user(), login.password(), login.host(), port, login.virtualHost(), false);
    }
}
