package org.beamlet.agent.queue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.protocol.id.TaskId;
import org.beamlet.protocol.rest.EndpointRegistration.Answer;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;
import org.jboss.logging.Logger;

/**
 * Takes tasks from the endpoint's queue: journals them, and only then acknowledges them. What has
 * no room yet stays unacknowledged, so that the service may still give it to another endpoint.
 */
public final class TaskIntake {
    private static final Logger LOG = Logger.getLogger(TaskIntake.class);

    /** Payloads that are in memory before they have ended; one task is always let in. */
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    /**
     * So many are on their way at a time, more than there is room for: short tasks end faster than
     * the broker sends the next ones. Brokers bound them by number only, and each may have 10 MB.
     */
    private static final int LEAST_UNACKNOWLEDGED = 16;

    private static final int MOST_UNACKNOWLEDGED = 64;
    private static final int AHEAD = 4;

    /** What is journaled together is in memory twice. */
    private static final long BATCH_BYTES = 16L * 1024 * 1024;

    private final Acceptance acceptance;
    private final Scheduler scheduler;
    private final Admission admission;
    private final int capacity;
    private final BrokerLoop loop;
    private final CountDownLatch consuming = new CountDownLatch(1);
    private final Gate gate = new Gate();

    private final Registrar registrar;
    private final Runnable beforeUse;

    /** Delivered and not yet the scheduler's, by what it is numbered. */
    private final Map<TaskId, Integer> inHand = new ConcurrentHashMap<>();

    /**
     * @param fresh whether it was published in the present session
     */
    private record Delivery(
            long tag, int bytes, Optional<Admission.Verdict> verdict, boolean fresh) {}

    /**
     * @param beforeUse called whenever there is a new connection, before anything is taken
     */
    public TaskIntake(
            Registrar registrar,
            Journal journal,
            Scheduler scheduler,
            Admission admission,
            int capacity,
            Runnable beforeUse) {
        this.registrar = registrar;
        this.beforeUse = beforeUse;
        this.acceptance = new Acceptance(journal, scheduler);
        this.scheduler = scheduler;
        this.admission = admission;
        this.capacity = capacity;
        this.loop = new BrokerLoop("tasks", registrar, Answer::taskQueue, this::consume);
    }

    public void start() {
        loop.start();
    }

    /** {@return whether tasks can come within the limit} */
    public boolean awaitConsuming(Duration limit) throws InterruptedException {
        return consuming.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void consume(Connection connection, QueueInfo where)
            throws IOException, TimeoutException, InterruptedException {
        gate.awaitOpen();
        beforeUse.run();
        inHand.clear();
        BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
        QueueWatch watch = new QueueWatch(connection, where.queue());
        Channel channel = connection.createChannel();
        channel.basicQos(
                Math.clamp((long) AHEAD * capacity, LEAST_UNACKNOWLEDGED, MOST_UNACKNOWLEDGED));
        // Refused while the session of an agent that was killed has not timed out: tried again.
        String tag =
                channel.basicConsume(
                        where.queue(), false, "", true, true, null, into(channel, deliveries));
        LOG.infof("queue=%s consumer=%s", where.queue(), tag);
        consuming.countDown();
        try (Gate.Passage _ = gate.enter()) {
            while (channel.isOpen() && gate.isOpen()) {
                accept(channel, deliveries);
                watch.look();
            }
        }
        if (!gate.isOpen()) {
            // What was delivered and not taken goes back to the queue with the connection.
            inHand.clear();
            return;
        }
        ShutdownSignalException why = channel.getCloseReason();
        throw new IOException("the channel was closed", why);
    }

    private DefaultConsumer into(Channel channel, BlockingQueue<Delivery> deliveries) {
        return new DefaultConsumer(channel) {
            @Override
            public void handleDelivery(
                    String consumerTag,
                    Envelope envelope,
                    AMQP.BasicProperties properties,
                    byte[] body) {
                Optional<Admission.Verdict> verdict = admission.judge(properties, body);
                verdict.ifPresent(known -> inHand.put(known.task().id(), known.task().attempt()));
                deliveries.add(
                        new Delivery(
                                envelope.getDeliveryTag(),
                                body.length,
                                verdict,
                                registrar.isPresentEpoch(properties)));
            }

            @Override
            public void handleCancel(String consumerTag) throws IOException {
                getChannel().abort();
            }
        };
    }

    private void accept(Channel channel, BlockingQueue<Delivery> deliveries)
            throws IOException, InterruptedException {
        Delivery first = deliveries.poll(1, TimeUnit.SECONDS);
        if (first == null) {
            return;
        }
        int room = scheduler.awaitRoom(capacity, MAX_BYTES);
        if (!gate.isOpen()) {
            return;
        }
        List<Delivery> batch = batch(first, deliveries, room);
        List<Admission.Verdict> verdicts =
                wanted(batch).stream()
                        .filter(verdict ->
                                !scheduler
                                        .holdings()
                                        .knows(verdict.task().id(), verdict.task().attempt()))
                        .toList();
        acceptance.take(verdicts, channel::isOpen);
        // Deliveries are handled in their order, so one acknowledgement serves all of them.
        channel.basicAck(batch.getLast().tag(), true);
        batch.forEach(delivery ->
                delivery.verdict().ifPresent(verdict -> inHand.remove(verdict.task().id())));
    }

    /** {@return what is there, within the bounds; at least the first} */
    private static List<Delivery> batch(
            Delivery first, BlockingQueue<Delivery> deliveries, int most) {
        List<Delivery> batch = new ArrayList<>();
        long bytes = 0;
        Delivery next = first;
        while (next != null) {
            batch.add(next);
            bytes += next.bytes();
            next = batch.size() < most && bytes < BATCH_BYTES ? deliveries.poll() : null;
        }
        return batch;
    }

    /** Of what an earlier session was to get, the service says what is still to be done here. */
    private List<Admission.Verdict> wanted(List<Delivery> batch) {
        Map<TaskId, Integer> old = new HashMap<>();
        batch.stream()
                .filter(delivery -> !delivery.fresh())
                .flatMap(delivery -> delivery.verdict().stream())
                .forEach(verdict ->
                        old.merge(verdict.task().id(), verdict.task().attempt(), Math::max));
        Set<TaskId> current = old.isEmpty() ? Set.of() : registrar.reconcile(old);
        return batch.stream()
                .filter(delivery ->
                        delivery.fresh()
                                || delivery.verdict()
                                        .filter(verdict -> current.contains(verdict.task().id()))
                                        .isPresent())
                .flatMap(delivery -> delivery.verdict().stream())
                .toList();
    }

    /** {@return by which tasks are let in, or not} */
    public Gate gate() {
        return gate;
    }

    /** {@return what was delivered and is on its way to the scheduler} */
    public Map<TaskId, Integer> inHand() {
        return Map.copyOf(inHand);
    }

    /** Takes no more; what was not acknowledged goes back to the broker. */
    public void stop() throws InterruptedException {
        loop.stop();
    }
}
