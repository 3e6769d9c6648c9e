package org.beamlet.cloud.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.metrics.Measures;
import org.beamlet.cloud.task.ResultText;
import org.beamlet.cloud.task.StreamOutbox;
import org.beamlet.cloud.task.Streams;
import org.beamlet.protocol.id.TaskGroupId;

/** Carries stored results to the streams of their task groups: the bytes that the endpoint sent. */
final class StreamPublisher implements BrokerWorker.Work {
    private static final int PERSISTENT = 2;

    private final StreamOutbox outbox;
    private final Streams streams;
    private final Signal work;
    private final Postponed<TaskGroupId> postponed = new Postponed<>();

    StreamPublisher(StreamOutbox outbox, Streams streams, Signal work) {
        this.outbox = outbox;
        this.streams = streams;
        this.work = work;
    }

    @Override
    public void on(Channel channel, BrokerWorker worker)
            throws IOException, InterruptedException, TimeoutException {
        // The broker may have come back without them.
        streams.forget();
        ConfirmedPublisher publisher = new ConfirmedPublisher(channel);
        while (!worker.stopping() && channel.isOpen()) {
            boolean some;
            try (Gate.Pass _ = worker.pass()) {
                some = round(publisher);
            }
            if (some) {
                worker.progressed();
            } else {
                work.await();
            }
        }
    }

    /** {@return whether there was something to carry} */
    private boolean round(ConfirmedPublisher publisher)
            throws IOException, InterruptedException, TimeoutException {
        Map<TaskGroupId, UUID> refusing;
        try (StreamOutbox.Round round = outbox.next(postponed.waiting())) {
            List<StreamOutbox.Entry> entries = round.entries();
            if (entries.isEmpty()) {
                return false;
            }
            long begun = System.nanoTime();
            List<Boolean> taken =
                    publisher.publish(entries.stream().map(StreamPublisher::message).toList());
            Measures.published(
                    "results", entries.size(), Duration.ofNanos(System.nanoTime() - begun));
            refusing = settle(round, entries, taken);
        }
        refusing.forEach((group, owner) -> {
            postponed.postpone(group);
            streams.declare(owner, group);
        });
        return true;
    }

    private Map<TaskGroupId, UUID> settle(
            StreamOutbox.Round round, List<StreamOutbox.Entry> entries, List<Boolean> taken) {
        List<StreamOutbox.Entry> confirmed = new ArrayList<>();
        Map<TaskGroupId, UUID> refusing = new HashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            StreamOutbox.Entry entry = entries.get(i);
            if (taken.get(i)) {
                confirmed.add(entry);
            } else {
                refusing.put(entry.group(), entry.owner());
            }
        }
        round.confirm(confirmed);
        confirmed.stream()
                .map(StreamOutbox.Entry::group)
                .filter(group -> !refusing.containsKey(group))
                .forEach(postponed::worked);
        return refusing;
    }

    @SuppressWarnings("JavaUtilDate") // The library's type for a timestamp.
    private static ConfirmedPublisher.Outgoing message(StreamOutbox.Entry entry) {
        return new ConfirmedPublisher.Outgoing(
                "",
                BrokerAdmin.streamPrefix(entry.owner()) + entry.group(),
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(PERSISTENT)
                        .messageId(entry.task().toString())
                        .timestamp(new Date(entry.completedMs()))
                        .build(),
                ResultText.bytes(entry.result()));
    }
}
