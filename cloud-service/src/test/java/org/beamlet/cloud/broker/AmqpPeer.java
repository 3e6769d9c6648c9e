package org.beamlet.cloud.broker;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A client of a broker, as a test plays it: one connection, one channel with confirms. */
public final class AmqpPeer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Connection connection;
    private final Channel channel;
    private final BlockingQueue<String> returned = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> delivered = new LinkedBlockingQueue<>();

    private AmqpPeer(Connection connection) throws IOException {
        this.connection = connection;
        this.channel = connection.createChannel();
        channel.confirmSelect();
        channel.addReturnListener(message -> returned.add(message.getRoutingKey()));
    }

    public static AmqpPeer connect(BrokerLogin login) throws IOException, TimeoutException {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(login.host());
        factory.setPort(login.port());
        factory.setUsername(login.user());
        factory.setPassword(login.password());
        factory.setVirtualHost(login.virtualHost());
        factory.setAutomaticRecoveryEnabled(false);
        return new AmqpPeer(factory.newConnection());
    }

    public Channel channel() {
        return channel;
    }

    public boolean isOpen() {
        return connection.isOpen() && channel.isOpen();
    }

    /** Publishes a persistent message and waits for the confirm. */
    public void publish(String exchange, String key, byte[] body) throws Exception {
        BasicProperties persistent = MessageProperties.PERSISTENT_BASIC;
        channel.basicPublish(exchange, key, true, persistent, body);
        channel.waitForConfirms(PATIENCE.toMillis());
    }

    /** {@return the routing key of the next message that came back unrouted} */
    public @Nullable String nextReturned() throws InterruptedException {
        return returned.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    public boolean nothingReturned() {
        return returned.isEmpty();
    }

    /** Starts an exclusive consumer that acknowledges what it has stored. */
    public void consume(String queue) throws IOException {
        channel.basicConsume(
                queue,
                false,
                "",
                false,
                true,
                null,
                (_, message) -> {
                    delivered.add(message.getBody());
                    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
                },
                _ -> {});
    }

    public byte @Nullable [] nextDelivered() throws InterruptedException {
        return delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** {@return the next message of a queue, acknowledged; null if there is none} */
    public byte @Nullable [] get(String queue) throws IOException {
        GetResponse message = channel.basicGet(queue, true);
        return message == null ? null : message.getBody();
    }

    /** Something that a client may or may not do. */
    @FunctionalInterface
    public interface Act {
        void on(AmqpPeer peer) throws Exception;
    }

    /**
     * {@return the code with which the broker closed channel or connection upon an act; 0 if it did
     * not}
     */
    public int refusal(Act act) throws Exception {
        try {
            act.on(this);
            // A publish is refused after it returns: the next call meets the closed channel.
            channel.basicQos(0);
            return 0;
        } catch (AlreadyClosedException e) {
            return code(e);
        } catch (IOException e) {
            if (e.getCause() instanceof ShutdownSignalException closed) {
                return code(closed);
            }
            throw e;
        } catch (ShutdownSignalException e) {
            return code(e);
        }
    }

    private static int code(ShutdownSignalException closed) {
        Method reason = closed.getReason();
        return switch (reason) {
            case com.rabbitmq.client.AMQP.Channel.Close close -> close.getReplyCode();
            case com.rabbitmq.client.AMQP.Connection.Close close -> close.getReplyCode();
            case null, default -> -1;
        };
    }

    /** Waits until something holds, or until patience ends. */
    public static boolean eventually(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            Thread.sleep(20);
        }
        return true;
    }

    @Override
    public void close() {
        connection.abort();
    }
}
