package org.beamlet.cloud.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.task.CommandOutbox;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;

/** Tells Beamlet's agents which tasks are no longer wanted; other endpoints have no ear for it. */
final class CommandPublisher implements BrokerWorker.Work {
    private static final int PERSISTENT = 2;

    private final CommandOutbox outbox;
    private final Endpoints endpoints;
    private final BrokerAdmin broker;
    private final Signal work;
    private final Postponed<EndpointId> postponed = new Postponed<>();

    CommandPublisher(CommandOutbox outbox, Endpoints endpoints, BrokerAdmin broker, Signal work) {
        this.outbox = outbox;
        this.endpoints = endpoints;
        this.broker = broker;
        this.work = work;
    }

    @Override
    public void on(Channel channel, BrokerWorker worker)
            throws IOException, InterruptedException, TimeoutException {
        ConfirmedPublisher publisher = new ConfirmedPublisher(channel);
        while (!worker.stopping() && channel.isOpen()) {
            List<CommandOutbox.Entry> entries = outbox.next(postponed.waiting());
            if (entries.isEmpty()) {
                work.await();
                continue;
            }
            Set<EndpointId> ears =
                    entries.stream()
                            .map(CommandOutbox.Entry::endpoint)
                            .distinct()
                            .filter(this::listens)
                            .collect(Collectors.toSet());
            Map<Boolean, List<CommandOutbox.Entry>> heard =
                    entries.stream()
                            .collect(Collectors.partitioningBy(e -> ears.contains(e.endpoint())));
            outbox.close(heard.getOrDefault(false, List.of()));
            publish(publisher, heard.getOrDefault(true, List.of()));
            worker.progressed();
        }
    }

    private boolean listens(EndpointId id) {
        return endpoints.find(id).map(RegisteredEndpoint::isBeamlet).orElse(false);
    }

    private void publish(ConfirmedPublisher publisher, List<CommandOutbox.Entry> entries)
            throws IOException, InterruptedException, TimeoutException {
        List<Boolean> taken =
                publisher.publish(entries.stream().map(CommandPublisher::message).toList());
        List<CommandOutbox.Entry> confirmed = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            EndpointId endpoint = entries.get(i).endpoint();
            if (taken.get(i)) {
                confirmed.add(entries.get(i));
            } else {
                postponed.postpone(endpoint);
                broker.declareEndpoint(endpoint);
            }
        }
        outbox.close(confirmed);
    }

    private static ConfirmedPublisher.Outgoing message(CommandOutbox.Entry entry) {
        return new ConfirmedPublisher.Outgoing(
                "",
                AmqpNames.commandQueue(entry.endpoint()),
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(PERSISTENT)
                        .messageId(entry.task().toString())
                        .build(),
                MessageCodec.encode(new Message.TaskCancel(entry.task().value())));
    }
}
