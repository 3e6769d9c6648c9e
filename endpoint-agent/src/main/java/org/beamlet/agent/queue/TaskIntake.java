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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.beamlet.agent.journal.Journal;
import org.beamlet.agent.journal.JournalRecord;
import org.beamlet.agent.registration.Registrar;
import org.beamlet.agent.schedule.Scheduler;
import org.beamlet.agent.task.AcceptedTask;
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
    private static final Duration DISK_PAUSE = Duration.ofSeconds(2);

    /** Payloads that are in memory before they have ended; one task is always let in. */
    private static final long MAX_BYTES = 64L * 1024 * 1024;

    private final Journal journal;
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
    private record Delivery(long tag, Optional<Admission.Verdict> verdict, boolean fresh) {}

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
        this.journal = journal;
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
        // Brokers bound deliveries by number only, and each may have 10 MB.
        channel.basicQos(Math.clamp(capacity, 4, 16));
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
        List<Delivery> batch = new ArrayList<>();
        batch.add(first);
        deliveries.drainTo(batch, room - 1);
        List<Admission.Verdict> verdicts =
                wanted(batch).stream()
                        .filter(verdict ->
                                !scheduler
                                        .holdings()
                                        .knows(verdict.task().id(), verdict.task().attempt()))
                        .toList();
        journal(channel, verdicts.stream().map(Admission.Verdict::task).toList());
        // Deliveries are handled in their order, so one acknowledgement serves all of them.
        channel.basicAck(batch.getLast().tag(), true);
        scheduler.accept(
                verdicts.stream()
                        .filter(verdict -> verdict.refusal().isEmpty())
                        .map(Admission.Verdict::task)
                        .toList());
        verdicts.forEach(verdict ->
                verdict.refusal().ifPresent(refusal -> scheduler.refuse(verdict.task(), refusal)));
        batch.forEach(delivery ->
                delivery.verdict().ifPresent(verdict -> inHand.remove(verdict.task().id())));
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

    /** Waits for the disk, if need be: until it has taken the tasks, the broker keeps them. */
    private void journal(Channel channel, List<AcceptedTask> tasks)
            throws IOException, InterruptedException {
        if (tasks.isEmpty()) {
            return;
        }
        List<JournalRecord> records =
                tasks.stream().<JournalRecord>map(JournalRecord.Accepted::new).toList();
        Optional<Throwable> failure = tryJournal(records);
        while (failure.isPresent()) {
            LOG.errorf("accepted=0 waiting=%d %s", tasks.size(), failure.get().getMessage());
            if (!channel.isOpen()) {
                throw new IOException("the broker took the tasks back");
            }
            Thread.sleep(DISK_PAUSE);
            failure = tryJournal(records);
        }
    }

    private Optional<Throwable> tryJournal(List<JournalRecord> records)
            throws InterruptedException {
        try {
            var _ = journal.append(records).get();
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.ofNullable(e.getCause());
        }
    }

    /** Takes no more; what was not acknowledged goes back to the broker. */
    public void stop() throws InterruptedException {
        loop.stop();
    }
}
