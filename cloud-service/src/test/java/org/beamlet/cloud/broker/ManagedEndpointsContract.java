package org.beamlet.cloud.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.stream.Stream;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What manager endpoints and the user endpoints that they start may do, whichever broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class ManagedEndpointsContract {
    static final int DENIED = 403;

    EndpointId endpoint = EndpointId.random();
    EndpointId other = EndpointId.random();

    protected abstract BrokerAdmin admin();

    @BeforeEach
    void declare() throws Exception {
        endpoint = EndpointId.random();
        other = EndpointId.random();
        admin().declareTopology();
        admin().declareEndpoint(endpoint);
        admin().declareEndpoint(other);
        try (AmqpPeer service = service()) {
            service.channel().queuePurge(AmqpNames.RESULTS_QUEUE);
            service.channel().queuePurge(AmqpNames.HEARTBEATS_QUEUE);
        }
    }

    @Test
    void aManagerTakesItsCommandsAndSaysThatItIsThere() throws Exception {
        admin().declareManager(endpoint);
        try (AmqpPeer service = service();
                AmqpPeer manager = AmqpPeer.connect(admin().managerLogin(endpoint))) {
            manager.channel().exchangeDeclarePassive(AmqpNames.HEARTBEATS_EXCHANGE);
            manager.channel().queueDeclarePassive(AmqpNames.HEARTBEATS_QUEUE);
            manager.channel().queueDeclarePassive(AmqpNames.commandQueue(endpoint));
            manager.consume(AmqpNames.commandQueue(endpoint));
            service.consume(AmqpNames.HEARTBEATS_QUEUE);

            service.publish("", AmqpNames.commandQueue(endpoint), bytes("a command"));
            assertThat(manager.nextDelivered()).isEqualTo(bytes("a command"));
            String heartbeats = AmqpNames.heartbeatsKey(endpoint);
            manager.publish(AmqpNames.HEARTBEATS_EXCHANGE, heartbeats, bytes("alive"));
            assertThat(service.nextDelivered()).isEqualTo(bytes("alive"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deniedToManagers")
    void aManagerIsDenied(String what, AmqpPeer.Act act) throws Exception {
        try (AmqpPeer manager = AmqpPeer.connect(admin().managerLogin(endpoint))) {
            assertThat(manager.refusal(act)).as(what).isEqualTo(DENIED);
        }
    }

    Stream<Arguments> deniedToManagers() {
        return Stream.of(
                act("consuming tasks", p -> p.consume(AmqpNames.taskQueue(endpoint))),
                act("another's commands", p -> p.consume(AmqpNames.commandQueue(other))),
                act("consuming heartbeats", p -> p.consume(AmqpNames.HEARTBEATS_QUEUE)),
                act("publishing a result", p -> forged(p, AmqpNames.resultsKey(endpoint))),
                act("another's heartbeat", p -> heartbeat(p, AmqpNames.heartbeatsKey(other))),
                act("a command", p -> toQueue(p, AmqpNames.commandQueue(endpoint))),
                act("declaring a queue", p -> p.channel().queueDeclare()));
    }

    @Test
    void aUserEndpointTakesItsTasksAndPublishesUnderItsOwnKeys() throws Exception {
        EndpointId child = EndpointId.random();
        admin().declareUserEndpoint(child);
        assertThat(admin().depth(AmqpNames.commandQueue(child))).isEqualTo(-1);
        try (AmqpPeer service = service();
                AmqpPeer agent = AmqpPeer.connect(admin().userEndpointLogin(child))) {
            agent.channel().exchangeDeclarePassive(AmqpNames.RESULTS_EXCHANGE);
            agent.channel().queueDeclarePassive(AmqpNames.RESULTS_QUEUE);
            agent.consume(AmqpNames.taskQueue(child));
            service.consume(AmqpNames.RESULTS_QUEUE);
            service.consume(AmqpNames.HEARTBEATS_QUEUE);

            service.publish("", AmqpNames.taskQueue(child), bytes("a task"));
            assertThat(agent.nextDelivered()).isEqualTo(bytes("a task"));
            agent.publish(AmqpNames.RESULTS_EXCHANGE, AmqpNames.resultsKey(child), bytes("r"));
            assertThat(service.nextDelivered()).isEqualTo(bytes("r"));
            String heartbeats = AmqpNames.heartbeatsKey(child);
            agent.publish(AmqpNames.HEARTBEATS_EXCHANGE, heartbeats, bytes("alive"));
            assertThat(service.nextDelivered()).isEqualTo(bytes("alive"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deniedToUserEndpoints")
    void aUserEndpointIsDenied(String what, AmqpPeer.Act act) throws Exception {
        try (AmqpPeer agent = AmqpPeer.connect(admin().userEndpointLogin(endpoint))) {
            assertThat(agent.refusal(act)).as(what).isEqualTo(DENIED);
        }
    }

    Stream<Arguments> deniedToUserEndpoints() {
        return Stream.of(
                act("commands", p -> p.consume(AmqpNames.commandQueue(endpoint))),
                act("another's tasks", p -> p.consume(AmqpNames.taskQueue(other))),
                act("consuming results", p -> p.consume(AmqpNames.RESULTS_QUEUE)),
                act("another's results", p -> forged(p, AmqpNames.resultsKey(other))),
                act("another's heartbeat", p -> heartbeat(p, AmqpNames.heartbeatsKey(other))),
                act("a task of its own", p -> toQueue(p, AmqpNames.taskQueue(endpoint))),
                act("declaring a queue", p -> p.channel().queueDeclare()));
    }

    @Test
    void aSecondLoginOfAUserEndpointLeavesTheFirstAndDeletionEndsBoth() throws Exception {
        BrokerLogin first = admin().userEndpointLogin(endpoint);
        BrokerLogin second = admin().userEndpointLogin(endpoint);
        try (AmqpPeer old = AmqpPeer.connect(first);
                AmqpPeer now = AmqpPeer.connect(second)) {
            assertThat(old.isOpen()).isTrue();

            admin().deleteEndpoint(endpoint);

            assertThat(AmqpPeer.eventually(() -> !old.isOpen() && !now.isOpen())).isTrue();
            assertRefused(first);
            assertRefused(second);
        }
    }

    @Test
    void aManagersSecondLoginEndsTheFirst() throws Exception {
        BrokerLogin former = admin().managerLogin(endpoint);
        try (AmqpPeer old = AmqpPeer.connect(former)) {
            admin().managerLogin(endpoint);

            assertThat(AmqpPeer.eventually(() -> !old.isOpen())).isTrue();
            assertRefused(former);
        }
    }

    AmqpPeer service() throws Exception {
        return AmqpPeer.connect(admin().serviceLogin());
    }

    static void assertRefused(BrokerLogin login) {
        assertThatThrownBy(() -> AmqpPeer.connect(login).close()).isInstanceOf(IOException.class);
    }

    static void forged(AmqpPeer peer, String key) throws Exception {
        peer.publish(AmqpNames.RESULTS_EXCHANGE, key, bytes("forged"));
    }

    static void heartbeat(AmqpPeer peer, String key) throws Exception {
        peer.publish(AmqpNames.HEARTBEATS_EXCHANGE, key, bytes("forged"));
    }

    static void toQueue(AmqpPeer peer, String queue) throws Exception {
        peer.publish("", queue, bytes("forged"));
    }

    static Arguments act(String what, AmqpPeer.Act act) {
        return Arguments.of(what, act);
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
