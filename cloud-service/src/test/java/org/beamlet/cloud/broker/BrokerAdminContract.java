package org.beamlet.cloud.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.TaskGroupId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the service relies on, whichever broker it has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class BrokerAdminContract extends ManagedEndpointsContract {
    private UUID owner = UUID.randomUUID();

    @BeforeEach
    void newOwner() {
        owner = UUID.randomUUID();
    }

    @Test
    void anEndpointConsumesItsTasksAndCommandsExclusively() throws Exception {
        try (AmqpPeer service = service();
                AmqpPeer agent = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            agent.consume(AmqpNames.taskQueue(endpoint));
            agent.consume(AmqpNames.commandQueue(endpoint));

            service.publish("", AmqpNames.taskQueue(endpoint), bytes("a task"));
            assertThat(agent.nextDelivered()).isEqualTo(bytes("a task"));
            service.publish("", AmqpNames.commandQueue(endpoint), bytes("a command"));
            assertThat(agent.nextDelivered()).isEqualTo(bytes("a command"));
            assertThat(service.nothingReturned()).isTrue();
        }
    }

    @Test
    void anEndpointLooksForItsExchangesAndPublishesUnderItsOwnKeys() throws Exception {
        try (AmqpPeer service = service();
                AmqpPeer agent = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            agent.channel().exchangeDeclarePassive(AmqpNames.RESULTS_EXCHANGE);
            agent.channel().queueDeclarePassive(AmqpNames.RESULTS_QUEUE);
            agent.channel().exchangeDeclarePassive(AmqpNames.HEARTBEATS_EXCHANGE);
            agent.channel().queueDeclarePassive(AmqpNames.HEARTBEATS_QUEUE);
            agent.channel().queueDeclarePassive(AmqpNames.taskQueue(endpoint));
            service.consume(AmqpNames.RESULTS_QUEUE);
            service.consume(AmqpNames.HEARTBEATS_QUEUE);

            String results = AmqpNames.resultsKey(endpoint);
            agent.publish(AmqpNames.RESULTS_EXCHANGE, results, bytes("a result"));
            assertThat(service.nextDelivered()).isEqualTo(bytes("a result"));
            String heartbeats = AmqpNames.heartbeatsKey(endpoint);
            agent.publish(AmqpNames.HEARTBEATS_EXCHANGE, heartbeats, bytes("alive"));
            assertThat(service.nextDelivered()).isEqualTo(bytes("alive"));
            assertThat(agent.nothingReturned()).isTrue();
        }
    }

    @Test
    void aPassiveDeclareNeedNotKnowTheExchangesType() throws Exception {
        try (AmqpPeer agent = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            agent.channel()
                    .rpc(
                            new AMQP.Exchange.Declare.Builder()
                                    .exchange(AmqpNames.RESULTS_EXCHANGE)
                                    .type("direct")
                                    .passive(true)
                                    .build());
            assertThat(agent.refusal(p -> p.channel().exchangeDeclarePassive("no.such")))
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deniedToEndpoints")
    void anEndpointIsDenied(String what, AmqpPeer.Act act) throws Exception {
        try (AmqpPeer agent = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            assertThat(agent.refusal(act)).as(what).isEqualTo(DENIED);
        }
        assertThat(admin().depth(AmqpNames.taskQueue(endpoint))).isZero();
        assertThat(admin().depth(AmqpNames.taskQueue(other))).isZero();
    }

    Stream<Arguments> deniedToEndpoints() {
        return Stream.of(
                act("consuming another's tasks", p -> p.consume(AmqpNames.taskQueue(other))),
                act("getting another's commands", p -> p.get(AmqpNames.commandQueue(other))),
                act("consuming results", p -> p.consume(AmqpNames.RESULTS_QUEUE)),
                act("consuming heartbeats", p -> p.consume(AmqpNames.HEARTBEATS_QUEUE)),
                act("another's results key", p -> forged(p, AmqpNames.resultsKey(other))),
                act("a made-up results key", p -> forged(p, "x.results")),
                act("a heartbeat as a result", p -> forged(p, AmqpNames.heartbeatsKey(endpoint))),
                act("tasks of its own", p -> toQueue(p, AmqpNames.taskQueue(endpoint))),
                act("tasks of another", p -> toQueue(p, AmqpNames.taskQueue(other))),
                act("results past the exchange", p -> toQueue(p, AmqpNames.RESULTS_QUEUE)),
                act(
                        "declaring a queue",
                        p -> p.channel().queueDeclare("x", false, true, true, null)),
                act("a server-named queue", p -> p.channel().queueDeclare()),
                act(
                        "deleting its queue",
                        p -> p.channel().queueDelete(AmqpNames.taskQueue(endpoint))),
                act("declaring an exchange", p -> p.channel().exchangeDeclare("x", "fanout")),
                act("deleting an exchange", p -> p.channel().exchangeDelete("results")),
                act("unbinding the results queue", BrokerAdminContract::unbind),
                act(
                        "purging another's tasks",
                        p -> p.channel().queuePurge(AmqpNames.taskQueue(other))),
                act("binding its queue", p -> bind(p, AmqpNames.taskQueue(endpoint))),
                act("binding another's queue", p -> bind(p, AmqpNames.taskQueue(other))));
    }

    @Test
    void aStreamLoginConsumesItsOwnersStreams() throws Exception {
        TaskGroupId group = TaskGroupId.random();
        admin().declareStream(owner, group);
        String stream = BrokerAdmin.streamPrefix(owner) + group;
        try (AmqpPeer service = service();
                AmqpPeer client = AmqpPeer.connect(admin().streamLogin(owner))) {
            client.channel().queueDeclarePassive(stream);
            client.consume(stream);

            service.publish("", stream, bytes("a result"));

            assertThat(client.nextDelivered()).isEqualTo(bytes("a result"));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deniedToStreams")
    void aStreamLoginIsDenied(String what, AmqpPeer.Act act) throws Exception {
        try (AmqpPeer client = AmqpPeer.connect(admin().streamLogin(owner))) {
            assertThat(client.refusal(act)).as(what).isEqualTo(DENIED);
        }
    }

    Stream<Arguments> deniedToStreams() {
        return Stream.of(
                act("another owner's stream", this::consumeForeignStream),
                act("consuming tasks", p -> p.consume(AmqpNames.taskQueue(endpoint))),
                act("consuming results", p -> p.consume(AmqpNames.RESULTS_QUEUE)),
                act("publishing a result", p -> forged(p, AmqpNames.resultsKey(endpoint))),
                act("publishing a task", p -> toQueue(p, AmqpNames.taskQueue(endpoint))),
                act("declaring a queue", p -> p.channel().queueDeclare()));
    }

    @Test
    void everyStreamLoginIsItsOwnAndEndsAlone() throws Exception {
        BrokerLogin first = admin().streamLogin(owner);
        BrokerLogin second = admin().streamLogin(owner);
        assertThat(first.user()).isNotEqualTo(second.user());
        try (AmqpPeer ended = AmqpPeer.connect(first);
                AmqpPeer kept = AmqpPeer.connect(second)) {
            admin().revoke(first.user());

            assertThat(AmqpPeer.eventually(() -> !ended.isOpen())).isTrue();
            assertThat(kept.isOpen()).isTrue();
        }
    }

    @Test
    void aNewUserIsLetInWhileOthersAreConnected() throws Exception {
        try (AmqpPeer first = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            EndpointId late = EndpointId.random();
            admin().declareEndpoint(late);
            try (AmqpPeer second = AmqpPeer.connect(admin().endpointLogin(late))) {
                second.consume(AmqpNames.taskQueue(late));
                String key = AmqpNames.resultsKey(late);
                second.publish(AmqpNames.RESULTS_EXCHANGE, key, bytes("x"));
                assertThat(second.refusal(p -> p.consume(AmqpNames.taskQueue(endpoint))))
                        .isEqualTo(DENIED);
            }
            first.publish(AmqpNames.RESULTS_EXCHANGE, AmqpNames.resultsKey(endpoint), bytes("y"));
            assertThat(first.isOpen()).isTrue();
        }
    }

    @Test
    void revocationClosesOpenConnectionsWhichCannotComeBack() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        try (AmqpPeer one = AmqpPeer.connect(login);
                AmqpPeer two = AmqpPeer.connect(login);
                AmqpPeer bystander = AmqpPeer.connect(admin().endpointLogin(other))) {
            one.consume(AmqpNames.taskQueue(endpoint));

            admin().revoke(login.user());

            assertThat(AmqpPeer.eventually(() -> !one.isOpen() && !two.isOpen())).isTrue();
            assertThat(bystander.isOpen()).isTrue();
            assertRefused(login);
        }
        admin().revoke(login.user());
    }

    @Test
    void aSecondLoginEndsTheFormerPasswordAndItsConnections() throws Exception {
        BrokerLogin former = admin().endpointLogin(endpoint);
        try (AmqpPeer old = AmqpPeer.connect(former)) {
            BrokerLogin fresh = admin().endpointLogin(endpoint);

            assertThat(fresh.user()).isEqualTo(former.user());
            assertThat(fresh.password()).isNotEqualTo(former.password());
            assertThat(AmqpPeer.eventually(() -> !old.isOpen())).isTrue();
            assertRefused(former);
            try (AmqpPeer now = AmqpPeer.connect(fresh)) {
                now.consume(AmqpNames.taskQueue(endpoint));
                assertThat(now.isOpen()).isTrue();
            }
        }
    }

    @Test
    void oldStreamLoginsExpireUnlessInUse() throws Exception {
        BrokerLogin used = admin().streamLogin(owner);
        BrokerLogin idle = admin().streamLogin(owner);
        try (AmqpPeer client = AmqpPeer.connect(used)) {
            assertThat(AmqpPeer.eventually(() -> survivesExpiry(used, idle))).isTrue();
            assertThat(client.isOpen()).isTrue();
            assertRefused(idle);
        }
        BrokerLogin young = admin().streamLogin(owner);
        admin().expireLogins(Instant.now().minusSeconds(3600));
        AmqpPeer.connect(young).close();
    }

    /** A broker may take a while to count a new connection; the idle login must be gone. */
    private boolean survivesExpiry(BrokerLogin used, BrokerLogin idle) {
        admin().expireLogins(Instant.now().plusSeconds(60));
        return !canConnect(idle) && canConnect(used);
    }

    @Test
    void theServiceMayDoEverything() throws Exception {
        String queue = "contract." + UUID.randomUUID();
        try (AmqpPeer service = service()) {
            service.channel().queueDeclare(queue, true, false, false, null);
            service.channel().queueBind(queue, AmqpNames.RESULTS_EXCHANGE, "contract.key");
            service.publish(AmqpNames.RESULTS_EXCHANGE, "contract.key", bytes("x"));
            assertThat(service.channel().queuePurge(queue).getMessageCount()).isOne();
            service.channel().queueDelete(queue);
            service.channel().exchangeDeclare(queue, BuiltinExchangeType.FANOUT);
            service.channel().exchangeDelete(queue);
            assertThat(service.isOpen()).isTrue();
        }
    }

    @Test
    void depthCountsWhatWaitsAndMissesWhatIsNotThere() throws Exception {
        String tasks = AmqpNames.taskQueue(endpoint);
        try (AmqpPeer service = service()) {
            for (int i = 0; i < 3; i++) {
                service.publish("", tasks, bytes("t" + i));
            }
            assertThat(admin().depth(tasks)).isEqualTo(3);
            admin().declareEndpoint(endpoint);
            admin().declareTopology();
            assertThat(admin().depth(tasks)).as("declared again").isEqualTo(3);
            assertThat(service.get(tasks)).isNotNull();
            assertThat(admin().depth(tasks)).isEqualTo(2);
        }
        assertThat(admin().depth("no.such.queue")).isEqualTo(-1);
    }

    @Test
    void aMessageLivesAsLongAsItIsGivenAndNoLonger() throws Exception {
        String queue = AmqpNames.commandQueue(endpoint);
        try (AmqpPeer service = service()) {
            expiring(service, queue, Duration.ofHours(1));
            assertThat(admin().depth(queue)).isOne();
            assertThat(service.get(queue)).isNotNull();

            expiring(service, queue, Duration.ofMillis(200));
            assertThat(AmqpPeer.eventually(() -> admin().depth(queue) == 0)).isTrue();
            assertThat(service.get(queue)).isNull();
        }
    }

    @SuppressWarnings("JavaUtilDate") // The library's type for a timestamp.
    private void expiring(AmqpPeer service, String queue, Duration life) throws Exception {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder()
                        .timestamp(new Date())
                        .expiration(admin().expiration(life))
                        .build();
        service.channel().basicPublish("", queue, true, properties, bytes("a command"));
        service.channel().waitForConfirmsOrDie(10_000);
    }

    @Test
    void aDeletedEndpointLosesItsQueuesAndItsLogin() throws Exception {
        BrokerLogin login = admin().endpointLogin(endpoint);
        admin().deleteEndpoint(endpoint);
        admin().deleteEndpoint(endpoint);

        assertThat(admin().depth(AmqpNames.taskQueue(endpoint))).isEqualTo(-1);
        assertThat(admin().depth(AmqpNames.commandQueue(endpoint))).isEqualTo(-1);
        assertThat(admin().depth(AmqpNames.taskQueue(other))).isZero();
        assertRefused(login);
    }

    @Test
    void aDeletedStreamIsGoneAndItsOwnersOthersStay() {
        TaskGroupId ended = TaskGroupId.random();
        TaskGroupId kept = TaskGroupId.random();
        admin().declareStream(owner, ended);
        admin().declareStream(owner, kept);

        admin().deleteStream(owner, ended);
        admin().deleteStream(owner, ended);

        assertThat(admin().depth(BrokerAdmin.streamPrefix(owner) + ended)).isEqualTo(-1);
        assertThat(admin().depth(BrokerAdmin.streamPrefix(owner) + kept)).isZero();
    }

    @Test
    void aMessageOfEightMebibytesArrivesWhole() throws Exception {
        byte[] large = new byte[8 << 20];
        new Random(7).nextBytes(large);
        try (AmqpPeer service = service();
                AmqpPeer agent = AmqpPeer.connect(admin().endpointLogin(endpoint))) {
            agent.consume(AmqpNames.taskQueue(endpoint));
            service.publish("", AmqpNames.taskQueue(endpoint), large);
            assertThat(agent.nextDelivered()).isEqualTo(large);
        }
    }

    @Test
    void aMandatoryMessageThatNobodyTakesComesBack() throws Exception {
        try (AmqpPeer service = service()) {
            service.publish("", "no.such.queue", bytes("x"));
            assertThat(service.nextReturned()).isEqualTo("no.such.queue");
            service.publish(AmqpNames.RESULTS_EXCHANGE, "not.bound.at.all", bytes("y"));
            assertThat(service.nextReturned()).isEqualTo("not.bound.at.all");
        }
    }

    private void consumeForeignStream(AmqpPeer peer) throws IOException {
        UUID stranger = UUID.randomUUID();
        TaskGroupId group = TaskGroupId.random();
        admin().declareStream(stranger, group);
        peer.consume(BrokerAdmin.streamPrefix(stranger) + group);
    }

    private static boolean canConnect(BrokerLogin login) {
        try {
            AmqpPeer.connect(login).close();
            return true;
        } catch (IOException | java.util.concurrent.TimeoutException e) {
            return false;
        }
    }

    private static void bind(AmqpPeer peer, String queue) throws Exception {
        peer.channel().queueBind(queue, AmqpNames.RESULTS_EXCHANGE, "#", Map.of());
    }

    private static void unbind(AmqpPeer peer) throws Exception {
        peer.channel()
                .queueUnbind(
                        AmqpNames.RESULTS_QUEUE,
                        AmqpNames.RESULTS_EXCHANGE,
                        AmqpNames.RESULTS_BINDING);
    }
}
