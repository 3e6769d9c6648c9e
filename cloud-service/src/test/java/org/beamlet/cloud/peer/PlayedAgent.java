package org.beamlet.cloud.peer;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration;
import org.jspecify.annotations.Nullable;

/** An agent with the credentials of its registration: takes tasks, says what became of them. */
public final class PlayedAgent implements AutoCloseable {
    private static final int PERSISTENT = 2;

    private final EndpointRegistration.Answer registration;
    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<Delivery> tasks = new LinkedBlockingQueue<>();

    private PlayedAgent(EndpointRegistration.Answer registration, Connection connection)
            throws Exception {
        this.registration = registration;
        this.connection = connection;
        this.channel = connection.createChannel();
        channel.confirmSelect();
    }

    public static PlayedAgent connect(EndpointRegistration.Answer registration) throws Exception {
        return new PlayedAgent(registration, connection(registration.taskQueue().connectionUrl()));
    }

    public static Connection connection(String url) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(URI.create(url));
        factory.setAutomaticRecoveryEnabled(false);
        factory.setMaxInboundMessageBodySize(64 * 1024 * 1024);
        return factory.newConnection();
    }

    /** What arrives is the agent's at once. */
    public PlayedAgent consume() throws Exception {
        return consume(true);
    }

    /** What arrives stays the queue's until it is acknowledged. */
    public PlayedAgent consumeHolding() throws Exception {
        return consume(false);
    }

    private PlayedAgent consume(boolean acknowledged) throws Exception {
        channel.basicConsume(
                registration.taskQueue().queue(),
                acknowledged,
                "",
                false,
                true,
                null,
                (_, delivery) -> tasks.add(delivery),
                _ -> {});
        return this;
    }

    /** {@return the next task's delivery, waiting for it} */
    public Delivery next() throws InterruptedException {
        Delivery delivery = poll();
        Assertions.assertThat(delivery).as("a task on %s", registration.taskQueue()).isNotNull();
        return Objects.requireNonNull(delivery);
    }

    public @Nullable Delivery poll() throws InterruptedException {
        return tasks.poll(2, TimeUnit.MINUTES);
    }

    public void acknowledge(Delivery delivery) throws Exception {
        channel.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    }

    public static Message.Task task(Delivery delivery) {
        return (Message.Task) MessageCodec.decode(delivery.getBody());
    }

    public static byte[] success(UUID task, String data) {
        return MessageCodec.encode(new Message.Result(task, data, null, null, null));
    }

    public static byte[] failure(UUID task, String code, String why) {
        return MessageCodec.encode(
                new Message.Result(task, why, null, new Message.ErrorDetails(code, why), null));
    }

    /** Publishes on the results exchange as the registration says. */
    public void result(byte[] body) throws Exception {
        publish(registration.resultQueue(), body);
    }

    public void heartbeat(
            Map<String, @Nullable Object> state, Map<String, List<Message.Transition>> steps)
            throws Exception {
        publish(
                registration.heartbeatQueue(),
                MessageCodec.encode(
                        new Message.StatusReport(
                                UUID.fromString(registration.endpointId()), state, steps)));
    }

    /** Publishes an outcome as Beamlet's agents do, with the number of its attempt. */
    public void result(byte[] body, int attempt) throws Exception {
        publish(registration.resultQueue(), body, Map.of(AmqpNames.ATTEMPT, attempt));
    }

    public void publish(EndpointRegistration.QueueInfo where, byte[] body) throws Exception {
        publish(where, body, Map.of());
    }

    private void publish(
            EndpointRegistration.QueueInfo where, byte[] body, Map<String, Object> headers)
            throws Exception {
        Map<String, Object> publish = Objects.requireNonNull(where.queuePublishKwargs());
        channel.basicPublish(
                String.valueOf(publish.get("exchange")),
                String.valueOf(publish.get("routing_key")),
                true,
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(PERSISTENT)
                        .headers(headers)
                        .build(),
                body);
        channel.waitForConfirmsOrDie(30_000);
    }

    public boolean isConnected() {
        return connection.isOpen();
    }

    @Override
    public void close() {
        connection.abort(2000);
    }
}
