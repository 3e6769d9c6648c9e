package org.beamlet.conformance.connector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.beamlet.cloud.broker.AmqpPeer;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.broker.BrokerLogin;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the service would need of the connector, on whichever broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConnectorContract {
    private static final Map<String, String> PATIENT =
            Map.of(
                    "automatic-recovery-enabled", "false",
                    "reconnect-attempts", "200",
                    "reconnect-interval", "1",
                    "network-recovery-interval", "500");

    private EndpointId endpoint = EndpointId.random();
    private String queue = "";

    abstract BrokerAdmin admin();

    /** Stops the broker and starts it with what it had, on the same port. */
    abstract void restart() throws Exception;

    @BeforeEach
    void declare() {
        endpoint = EndpointId.random();
        queue = AmqpNames.taskQueue(endpoint);
        admin().declareEndpoint(endpoint);
    }

    @Test
    void itConsumesAnExistingQueueAndLeavesWhatIsNotAcknowledged() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        publish("done", "undone");
        try (ConnectorConsumer consumer = new ConnectorConsumer(login, queue, Map.of())) {
            Message<?> done = requireNonNull(consumer.next());
            assertThat(text(done)).isEqualTo("done");
            done.ack().toCompletableFuture().get(2, TimeUnit.MINUTES);
            assertThat(text(requireNonNull(consumer.next()))).isEqualTo("undone");
        }
        assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 1)).isTrue();
    }

    @Test
    void whatIsNotAcknowledgedNegativelyComesAgain() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        publish("again");
        try (ConnectorConsumer consumer = new ConnectorConsumer(login, queue, Map.of())) {
            Message<?> first = requireNonNull(consumer.next());
            first.nack(new IllegalStateException("store away"))
                    .toCompletableFuture()
                    .get(2, TimeUnit.MINUTES);

            assertThat(text(requireNonNull(consumer.next()))).isEqualTo("again");
        }
    }

    @Test
    void itHoldsNoMoreThanItsPrefetch() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        publish("1", "2", "3", "4", "5", "6", "7");
        Map<String, String> three = Map.of("max-outstanding-messages", "3");
        try (ConnectorConsumer consumer = new ConnectorConsumer(login, queue, three)) {
            Message<?> first = requireNonNull(consumer.next());
            assertThat(AmqpPeer.eventually(() -> consumer.waiting() == 2)).isTrue();
            assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 4)).isTrue();

            first.ack().toCompletableFuture().get(2, TimeUnit.MINUTES);

            assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 3)).isTrue();
        }
    }

    @Test
    @Tag("restart")
    void itResumesAfterARestartOfTheBrokerAndLosesNothing() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        publish("held");
        try (ConnectorConsumer consumer = new ConnectorConsumer(login, queue, PATIENT)) {
            Message<?> held = requireNonNull(consumer.next());
            restart();
            publish("after");

            Set<String> texts = new HashSet<>();
            while (texts.size() < 2) {
                Message<?> next = consumer.next();
                assertThat(next).as("so far %s, failure %s", texts, consumer.failure()).isNotNull();
                texts.add(text(requireNonNull(next)));
                ack(next);
            }
            assertThat(texts).containsExactlyInAnyOrder("held", "after");
            assertThat(text(held)).isEqualTo("held");
        }
        assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 0)).isTrue();
    }

    /**
     * Why the service does not use it (docs/adr/0003). The connector sends an acknowledgement on
     * the channel that it has by then, where the number stands for another message: here for "c",
     * which nobody worked on. When this test fails the connector has learnt better.
     */
    @Tag("restart")
    @ParameterizedTest(name = "automatic-recovery-enabled={0}")
    @ValueSource(strings = {"false", "true"})
    void anAcknowledgementFromBeforeARestartTakesAnotherMessageAway(String recovery)
            throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        Map<String, String> settings = new HashMap<>(PATIENT);
        settings.put("automatic-recovery-enabled", recovery);
        try (ConnectorConsumer consumer = new ConnectorConsumer(login, queue, settings)) {
            publish("1", "2", "3");
            for (int i = 0; i < 3; i++) {
                ack(requireNonNull(consumer.next()));
            }
            publish("held");
            Message<?> held = requireNonNull(consumer.next());
            restart();
            publish("a", "b", "c");
            boolean all = AmqpPeer.eventually(() -> consumer.waiting() == 4);
            assertThat(all).as("delivered %s of 4", consumer.waiting()).isTrue();

            ack(held);
        }
        assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 3)).isTrue();
        assertThat(left()).containsExactlyInAnyOrder("held", "a", "b");
    }

    private List<String> left() throws Exception {
        List<String> texts = new ArrayList<>();
        try (AmqpPeer service = AmqpPeer.connect(admin().serviceLogin())) {
            byte[] body = service.get(queue);
            while (body != null) {
                texts.add(new String(body, UTF_8));
                body = service.get(queue);
            }
        }
        return texts;
    }

    private static void ack(Message<?> message) throws Exception {
        message.ack().toCompletableFuture().get(2, TimeUnit.MINUTES);
    }

    private void publish(String... bodies) throws Exception {
        try (AmqpPeer service = AmqpPeer.connect(admin().serviceLogin())) {
            for (String body : bodies) {
                service.publish("", queue, body.getBytes(UTF_8));
            }
        }
    }

    private static String text(Message<?> message) {
        return message.getPayload() instanceof byte[] bytes
                ? new String(bytes, UTF_8)
                : String.valueOf(message.getPayload());
    }
}
