package org.beamlet.agent.userendpoint;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;
import org.beamlet.agent.queue.BrokerLoop;
import org.beamlet.agent.queue.Route;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.jspecify.annotations.Nullable;

/** Says once a period that the manager is there, and at last, with a period of 0, that it ends. */
final class ManagerHeartbeat {
    private static final long CONFIRM_LIMIT_MS = 10_000;
    private static final Duration LAST_LIMIT = Duration.ofSeconds(3);

    private final Registrar registrar;
    private final Duration period;
    private final IntSupplier running;
    private final BrokerLoop loop;
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch last = new CountDownLatch(1);

    /**
     * @param running how many user endpoints there are
     */
    ManagerHeartbeat(Registrar registrar, Duration period, IntSupplier running) {
        this.registrar = registrar;
        this.period = period;
        this.running = running;
        this.loop = new BrokerLoop("heartbeats", registrar, Answer::heartbeatQueue, this::beat);
    }

    void start() {
        loop.start();
    }

    boolean awaitFirst(Duration limit) throws InterruptedException {
        return first.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat(Connection connection, QueueInfo where)
            throws IOException, InterruptedException, TimeoutException {
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        Route route = Route.of(where, AmqpNames.heartbeatsKey(registrar.id()));
        boolean ends = false;
        while (channel.isOpen()) {
            channel.basicPublish(
                    route.exchange(),
                    route.routingKey(),
                    false,
                    new AMQP.BasicProperties.Builder().deliveryMode(2).build(),
                    MessageCodec.encode(report(ends)));
            channel.waitForConfirmsOrDie(CONFIRM_LIMIT_MS);
            first.countDown();
            if (ends) {
                last.countDown();
                return;
            }
            ends = ending.await(period.toMillis(), TimeUnit.MILLISECONDS);
        }
        throw new IOException("the channel was closed", channel.getCloseReason());
    }

    private Message.StatusReport report(boolean ends) {
        Map<String, @Nullable Object> state = new LinkedHashMap<>();
        state.put("heartbeat_period", ends ? 0 : period.toSeconds());
        state.put("user_endpoints", running.getAsInt());
        state.put("run_others_as_me", registrar.othersAsMe());
        return new Message.StatusReport(registrar.id().value(), state, Map.of());
    }

    /** Sends the last one, if there is somebody to send it to. */
    void stop() throws InterruptedException {
        ending.countDown();
        if (first.getCount() == 0) {
            var _ = last.await(LAST_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
        loop.stop();
    }
}
