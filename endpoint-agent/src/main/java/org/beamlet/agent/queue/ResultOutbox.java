package org.beamlet.agent.queue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.ResultSink;
import org.beamlet.agent.spool.ResultSpool;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes outcomes with confirms. An outcome is done with once the broker has acknowledged it
 * without having returned it; until then it is published again, whatever breaks in between.
 */
public final class ResultOutbox implements ResultSink {
    private static final Logger LOG = Logger.getLogger(ResultOutbox.class);
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);
    private static final int WINDOW = 256;

    /** Files that are sent at once: a proxy has room for few connections. */
    private static final int UPLOADS = 4;

    private record Pending(TaskId id, int attempt, String message) {}

    /** Told of outcomes that are safe with the broker; must not block. */
    @FunctionalInterface
    public interface Confirmed {
        void outcome(TaskId id, int attempt, String message);
    }

    private final Registrar registrar;
    private final Runnable beforeUse;
    private final LargeResults large;
    private volatile Confirmed confirmed = (_, _, _) -> {};
    private final LinkedBlockingDeque<Pending> waiting = new LinkedBlockingDeque<>();
    private final Semaphore uploads = new Semaphore(UPLOADS);
    private final AtomicInteger unconfirmed = new AtomicInteger();
    private final BrokerLoop loop;

    /**
     * Makes an outbox that does not publish yet.
     *
     * @param spool results that are too large for a message
     * @param workFolder where workers of earlier versions put them
     * @param beforeUse called whenever there is a new connection, before anything is published
     */
    public ResultOutbox(
            Registrar registrar, ResultSpool spool, Path workFolder, Runnable beforeUse) {
        this.registrar = registrar;
        this.beforeUse = beforeUse;
        this.large = new LargeResults(registrar, spool, workFolder);
        this.loop = new BrokerLoop("results", registrar, Answer::resultQueue, this::publishAll);
    }

    /**
     * Begins to publish.
     *
     * @param whenConfirmed told of each outcome that is safe with the broker
     */
    public void start(Confirmed whenConfirmed) {
        confirmed = whenConfirmed;
        loop.start();
    }

    @Override
    public void publish(TaskId id, int attempt, String message) {
        unconfirmed.incrementAndGet();
        if (LargeResults.mayHaveFile(message)) {
            Thread.startVirtualThread(() -> sendAndPublish(id, attempt, message));
        } else {
            waiting.add(new Pending(id, attempt, message));
        }
    }

    private void sendAndPublish(TaskId id, int attempt, String message) {
        try {
            uploads.acquire();
            try {
                waiting.add(new Pending(id, attempt, large.send(id, message)));
            } finally {
                uploads.release();
            }
        } catch (InterruptedException _) {
            // The journal has the outcome; the next start sends it.
            Thread.currentThread().interrupt();
        }
    }

    /** Outcomes that nobody wants any more are not published. */
    public void drop(Set<TaskId> unwanted) {
        unwanted.forEach(large::drop);
        for (Pending pending : List.copyOf(waiting)) {
            if (unwanted.contains(pending.id()) && waiting.remove(pending)) {
                unconfirmed.decrementAndGet();
            }
        }
    }

    /** {@return outcomes that the broker has not confirmed yet} */
    public int size() {
        return unconfirmed.get();
    }

    private void publishAll(Connection connection, QueueInfo where)
            throws IOException, InterruptedException {
        beforeUse.run();
        Channel channel = connection.createChannel();
        channel.confirmSelect();
        InFlight inFlight = new InFlight();
        Route route = Route.of(where, AmqpNames.resultsKey(registrar.id()));
        Long epoch = registrar.current().epoch();
        channel.addReturnListener(
                returned -> inFlight.returned.add(returned.getProperties().getMessageId()));
        channel.addConfirmListener(
                (tag, multiple) -> settle(inFlight, tag, multiple, true),
                (tag, multiple) -> settle(inFlight, tag, multiple, false));
        try {
            while (channel.isOpen()) {
                Pending next = waiting.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    publish(channel, route, epoch, inFlight, next);
                }
            }
            throw new IOException("the channel was closed", channel.getCloseReason());
        } finally {
            // In their old order, before whatever has come since.
            inFlight.close().reversed().forEach(waiting::addFirst);
        }
    }

    private static void publish(
            Channel channel, Route route, @Nullable Long epoch, InFlight inFlight, Pending next)
            throws IOException, InterruptedException {
        inFlight.byTag.put(channel.getNextPublishSeqNo(), next);
        while (!inFlight.window.tryAcquire(1, TimeUnit.SECONDS)) {
            if (!channel.isOpen()) {
                throw new IOException("the channel was closed", channel.getCloseReason());
            }
        }
        channel.basicPublish(
                route.exchange(),
                route.routingKey(),
                true,
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(2)
                        .messageId(next.id().toString())
                        .headers(headers(next, epoch))
                        .build(),
                next.message().getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, Object> headers(Pending next, @Nullable Long epoch) {
        return epoch == null
                ? Map.of(AmqpNames.ATTEMPT, next.attempt())
                : Map.of(AmqpNames.ATTEMPT, next.attempt(), AmqpNames.EPOCH, epoch);
    }

    private void settle(InFlight inFlight, long tag, boolean multiple, boolean acknowledged) {
        var tags =
                multiple
                        ? inFlight.byTag.headMap(tag, true)
                        : inFlight.byTag.subMap(tag, true, tag, true);
        for (Long one : List.copyOf(tags.keySet())) {
            Pending done = inFlight.byTag.remove(one);
            if (done == null) {
                continue;
            }
            inFlight.window.release();
            boolean returned = inFlight.returned.remove(done.id().toString());
            if (acknowledged && !returned) {
                unconfirmed.decrementAndGet();
                confirmed.outcome(done.id(), done.attempt(), done.message());
                large.forget(done.id(), done.attempt(), done.message());
            } else {
                LOG.warnf("task=%s outcome refused by the broker, again in a while", done.id());
                Thread.startVirtualThread(() -> later(done));
            }
        }
    }

    private void later(Pending refused) {
        try {
            Thread.sleep(REFUSED_PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        waiting.add(refused);
    }

    /** {@return whether everything was confirmed within the limit} */
    public boolean drain(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (size() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(Duration.ofMillis(20));
        }
        return size() == 0;
    }

    public void stop() throws InterruptedException {
        loop.stop();
    }

    /** What one channel has published and the broker has not settled. */
    private static final class InFlight {
        final ConcurrentSkipListMap<Long, Pending> byTag = new ConcurrentSkipListMap<>();
        final Set<String> returned = ConcurrentHashMap.newKeySet();
        final Semaphore window = new Semaphore(WINDOW);

        /** Late confirms of a broken channel find nothing more to settle. */
        List<Pending> close() {
            List<Pending> open = new ArrayList<>();
            for (Long tag : List.copyOf(byTag.keySet())) {
                Pending pending = byTag.remove(tag);
                if (pending != null) {
                    open.add(pending);
                }
            }
            return open;
        }
    }
}
