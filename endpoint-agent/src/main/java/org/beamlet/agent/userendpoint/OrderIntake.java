package org.beamlet.agent.userendpoint;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.beamlet.agent.queue.BrokerLoop;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.protocol.error.BeamletException;
import org.jboss.logging.Logger;

/** Hears from the service which user endpoints to start. */
final class OrderIntake {
    private static final Logger LOG = Logger.getLogger(OrderIntake.class);

    /** What the service no longer waits for is not started. */
    private static final Duration STALE = Duration.ofMinutes(3);

    private static final int AT_ONCE = 16;

    private final Registrar registrar;
    private final Consumer<StartOrder> orders;
    private final BrokerLoop loop;

    /**
     * @param orders returns once the order need not come again
     */
    OrderIntake(Registrar registrar, Consumer<StartOrder> orders) {
        this.registrar = registrar;
        this.orders = orders;
        this.loop =
                new BrokerLoop(
                        "commands",
                        registrar,
                        answer -> Objects.requireNonNull(answer.commandQueue()),
                        (connection, where) -> consume(connection, where.queue()));
    }

    void start() {
        loop.start();
    }

    private void consume(Connection connection, String queue)
            throws IOException, InterruptedException {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        Channel channel = connection.createChannel();
        channel.basicQos(AT_ONCE);
        String _ =
                channel.basicConsume(
                        queue, false, (_, delivery) -> arrived.add(delivery), _ -> channel.abort());
        while (channel.isOpen()) {
            Delivery next = arrived.poll(200, TimeUnit.MILLISECONDS);
            if (next != null) {
                heed(next);
                channel.basicAck(next.getEnvelope().getDeliveryTag(), false);
            }
        }
        throw new IOException("the channel was closed", channel.getCloseReason());
    }

    private void heed(Delivery delivery) {
        try {
            requireFresh(delivery);
            orders.accept(StartOrder.parse(delivery.getBody(), registrar.id()));
        } catch (BeamletException | IllegalArgumentException e) {
            LOG.warnf("a command was dropped: %s", e.getMessage());
        }
    }

    @SuppressWarnings("JavaUtilDate") // The library's type for a timestamp.
    private static void requireFresh(Delivery delivery) {
        Date sent = delivery.getProperties().getTimestamp();
        Duration apart =
                sent == null
                        ? Duration.ZERO
                        : Duration.between(sent.toInstant(), Instant.now()).abs();
        if (apart.compareTo(STALE) > 0) {
            throw new IllegalArgumentException(
                    "it was sent at %s, by the service's clock; if that is now, set this machine's clock"
                            .formatted(sent == null ? "" : sent.toInstant()));
        }
    }

    void stop() throws InterruptedException {
        loop.stop();
    }
}
