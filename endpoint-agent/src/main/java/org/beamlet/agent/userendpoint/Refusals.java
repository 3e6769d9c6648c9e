package org.beamlet.agent.userendpoint;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import org.beamlet.agent.queue.BrokerLoop;
import org.beamlet.agent.queue.Route;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.net.Connections;
import org.jboss.logging.Logger;

/** Says why a user endpoint was not started, in its name, to whoever submits. */
final class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final int AT_ONCE = 8;
    private static final long CONFIRM_LIMIT_MS = 10_000;
    private static final int CLOSE_MS = 2000;

    /** What the wire has with a refusal; nothing beats. */
    private static final int PERIOD_S = 3;

    private static final int LONGEST = 7000;

    private final Connections connections;
    private final Semaphore open = new Semaphore(AT_ONCE);

    Refusals(Connections connections) {
        this.connections = connections;
    }

    void tell(StartOrder order, String why) {
        LOG.warnf("user endpoint=%s user=%s not started: %s", order.id(), order.user(), why);
        if (!open.tryAcquire()) {
            // The submission ends without a reason; the log has it.
            return;
        }
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        send(order, why.length() > LONGEST ? why.substring(0, LONGEST) : why);
                    } catch (IOException | TimeoutException e) {
                        LOG.warnf("the service was not told of %s: %s", order.id(), e);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    } finally {
                        open.release();
                    }
                });
    }

    private void send(StartOrder order, String why)
            throws IOException, TimeoutException, InterruptedException {
        Route route = Route.of(order.answers(), AmqpNames.heartbeatsKey(order.id()));
        byte[] report =
                MessageCodec.encode(
                        new Message.StatusReport(
                                order.id().value(),
                                Map.of("error", why, "heartbeat_period", PERIOD_S),
                                Map.of()));
        Connection connection =
                BrokerLoop.connect(connections, order.answers().connectionUrl(), "refusal");
        try {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.basicPublish(
                    route.exchange(),
                    route.routingKey(),
                    false,
                    new AMQP.BasicProperties.Builder().deliveryMode(2).build(),
                    report);
            channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
        } finally {
            connection.abort(CLOSE_MS);
        }
    }
}
