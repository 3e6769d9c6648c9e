package org.beamlet.client.stream;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.TaskGroupId;
import org.beamlet.protocol.net.BrokerUrl;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.DialingSocketFactory;
import org.beamlet.protocol.rest.StreamAddress;
import org.jspecify.annotations.Nullable;

/** A stream over AMQP 0-9-1: declares nothing, consumes one queue, acknowledges in bunches. */
public final class AmqpResultStream implements ResultStream {
    private static final int HEARTBEAT_S = 20;
    private static final int CONNECT_MS = 10_000;
    private static final int CLOSE_MS = 2_000;

    /** So many results may be under way unacknowledged; keeps a flood out of memory. */
    private static final int PREFETCH = 500;

    private final Connection connection;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Acknowledgements acknowledgements;

    private AmqpResultStream(Connection connection) {
        this.connection = connection;
    }

    /** {@return a way to open the queue of a group} */
    public static ResultStreams through(Connections connections) {
        return (address, group, listener) -> open(connections, address, group, listener);
    }

    private static ResultStream open(
            Connections connections,
            StreamAddress address,
            TaskGroupId group,
            StreamListener listener) {
        try {
            BrokerUrl broker = required(address);
            // The library's own threads would be two for each processor of the host.
            Connection connection =
                    factory(connections, broker)
                            .newConnection(
                                    Executors.newVirtualThreadPerTaskExecutor(),
                                    () -> List.of(new NamedBroker(broker)),
                                    "beamlet-client");
            AmqpResultStream stream = new AmqpResultStream(connection);
            try {
                stream.consume(address.queuePrefix() + group, listener);
            } catch (IOException | RuntimeException e) {
                stream.close();
                throw e;
            }
            return stream;
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw unreachable(connections, address, e);
        }
    }

    private static BrokerUrl required(StreamAddress address) {
        return broker(address).orElseThrow(AmqpResultStream::unusable);
    }

    private static ConnectionFactory factory(Connections connections, BrokerUrl broker) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(broker.withoutTls());
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException _) {
            throw unusable();
        }
        factory.setSocketFactory(
                new DialingSocketFactory(connections, broker.tls(), Duration.ofMillis(CONNECT_MS)));
        factory.setRequestedHeartbeat(HEARTBEAT_S);
        factory.setConnectionTimeout(CONNECT_MS);
        // Credentials are good for one connection: whoever opened the stream asks for new ones.
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        return factory;
    }

    /** The URL holds a password, and so does what is wrong with it: neither is passed on. */
    private static BeamletException unusable() {
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the service gave an address of the result stream that cannot be used",
                "report this with the service's version");
    }

    private void consume(String queue, StreamListener listener) throws IOException {
        Channel channel = connection.createChannel();
        channel.basicQos(PREFETCH);
        connection.addShutdownListener(
                signal -> lost(listener, String.valueOf(signal.getMessage())));
        channel.addShutdownListener(signal -> lost(listener, String.valueOf(signal.getMessage())));
        Acknowledgements acks = new Acknowledgements(channel, why -> lost(listener, why));
        acknowledgements = acks;
        String _ = channel.basicConsume(queue, false, new Consumer(channel, listener, acks));
    }

    private void lost(StreamListener listener, String why) {
        if (ended.compareAndSet(false, true)) {
            listener.lost(why);
        }
    }

    private static Optional<BrokerUrl> broker(StreamAddress address) {
        try {
            return Optional.of(BrokerUrl.parse(address.connectionUrl()));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static BeamletException unreachable(
            Connections connections, StreamAddress address, Exception cause) {
        Optional<BrokerUrl> broker = broker(address);
        Optional<BeamletException> explained =
                broker.flatMap(one -> connections.explain(one, cause));
        String why = cause.getMessage();
        if (why == null && cause.getCause() != null) {
            why = cause.getCause().getMessage();
        }
        return new BeamletException(
                ErrorCode.BROKER_UNREACHABLE,
                "the result stream cannot be opened: "
                        + explained
                                .map(BeamletException::what)
                                .orElse(why == null ? cause.getClass().getSimpleName() : why),
                explained
                        .map(BeamletException::remedy)
                        .orElse(
                                "check that %s can be reached from here"
                                        .formatted(
                                                broker.map(one ->
                                                                one.place()
                                                                        + connections.through(one))
                                                        .orElse("the broker"))),
                cause);
    }

    @Override
    public void close() {
        ended.set(true);
        Acknowledgements acks = acknowledgements;
        if (acks != null) {
            acks.flush();
        }
        connection.abort(CLOSE_MS);
    }

    private final class Consumer extends DefaultConsumer {
        private final StreamListener listener;
        private final Acknowledgements acknowledgements;

        Consumer(Channel channel, StreamListener listener, Acknowledgements acknowledgements) {
            super(channel);
            this.listener = listener;
            this.acknowledgements = acknowledgements;
        }

        @Override
        public void handleDelivery(
                String consumerTag,
                Envelope envelope,
                AMQP.BasicProperties properties,
                byte[] body) {
            listener.received(body, () -> acknowledgements.add(envelope.getDeliveryTag()));
        }

        @Override
        public void handleCancel(String consumerTag) {
            lost(listener, "the broker ended the stream");
        }
    }
}
