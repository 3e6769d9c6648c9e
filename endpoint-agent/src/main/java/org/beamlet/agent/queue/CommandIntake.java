package org.beamlet.agent.queue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.jboss.logging.Logger;

/**
 * Hears from the service what is no longer wanted. What is said of a task that has not come yet
 * stays unacknowledged for a while, so that a restart of the agent does not forget it.
 */
public final class CommandIntake {
    private static final Logger LOG = Logger.getLogger(CommandIntake.class);
    private static final Duration KEPT = Duration.ofMinutes(15);
    private static final int MOST_KEPT = 50_000;

    private final Registrar registrar;
    private final Scheduler scheduler;
    private final BrokerLoop loop;
    private final CountDownLatch consuming = new CountDownLatch(1);
    private volatile boolean quiet;

    /** A command about a task that may come yet. */
    private record Kept(long tag, long untilNanos) {}

    public CommandIntake(Registrar registrar, Scheduler scheduler) {
        this.registrar = registrar;
        this.scheduler = scheduler;
        this.loop =
                new BrokerLoop(
                        "commands",
                        registrar,
                        answer -> Objects.requireNonNull(answer.commandQueue()),
                        (connection, where) -> consume(connection, where.queue()));
    }

    /** Begins to listen, where the service has a queue for it. */
    public void start() {
        Answer answer = registrar.current();
        if (answer.commandQueue() != null) {
            loop.start();
        }
    }

    /** Waits until what was said while nobody listened is heard, but no longer than the limit. */
    public void awaitQuiet(Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        if (registrar.current().commandQueue() == null
                || !consuming.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        while (!quiet && System.nanoTime() < end) {
            Thread.sleep(Duration.ofMillis(10));
        }
    }

    private void consume(Connection connection, String queue)
            throws IOException, InterruptedException {
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        Channel channel = connection.createChannel();
        String _ =
                channel.basicConsume(
                        queue, false, (_, delivery) -> arrived.add(delivery), _ -> channel.abort());
        consuming.countDown();
        Map<TaskId, Kept> kept = new HashMap<>();
        while (channel.isOpen()) {
            Delivery next = arrived.poll(200, TimeUnit.MILLISECONDS);
            if (next == null) {
                quiet = true;
                settle(channel, kept);
            } else {
                heed(channel, next, kept);
            }
        }
        throw new IOException("the channel was closed", channel.getCloseReason());
    }

    private void heed(Channel channel, Delivery delivery, Map<TaskId, Kept> kept)
            throws IOException {
        long tag = delivery.getEnvelope().getDeliveryTag();
        try {
            if (MessageCodec.decode(delivery.getBody()) instanceof Message.TaskCancel(var task)) {
                TaskId id = new TaskId(task);
                if (!scheduler.cancel(id) && kept.size() < MOST_KEPT && !kept.containsKey(id)) {
                    kept.put(id, new Kept(tag, System.nanoTime() + KEPT.toNanos()));
                    return;
                }
            } else {
                LOG.warnf("a command that is not known here was dropped");
            }
        } catch (BeamletException e) {
            LOG.warnf("a command was dropped: %s", e.getMessage());
        }
        channel.basicAck(tag, false);
    }

    /** Acknowledges what was kept for tasks that have come, or have not for a long time. */
    private void settle(Channel channel, Map<TaskId, Kept> kept) throws IOException {
        long now = System.nanoTime();
        var each = kept.entrySet().iterator();
        while (each.hasNext()) {
            var entry = each.next();
            if (scheduler.knows(entry.getKey()) || now - entry.getValue().untilNanos() > 0) {
                channel.basicAck(entry.getValue().tag(), false);
                each.remove();
            }
        }
    }

    public void stop() throws InterruptedException {
        loop.stop();
    }
}
