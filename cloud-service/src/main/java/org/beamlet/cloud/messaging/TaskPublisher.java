package org.beamlet.cloud.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.beamlet.cloud.broker.BrokerAdmin;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.function.FunctionBody;
import org.beamlet.cloud.function.Functions;
import org.beamlet.cloud.metrics.Measures;
import org.beamlet.cloud.task.EndpointRemoval;
import org.beamlet.cloud.task.Outbox;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.beamlet.protocol.message.MessageCodec;
import org.beamlet.protocol.task.TaskTerms;
import org.jboss.logging.Logger;

/** Carries tasks from the outbox to the queues of their endpoints. */
final class TaskPublisher implements BrokerWorker.Work {
    private static final Logger LOG = Logger.getLogger(TaskPublisher.class);
    private static final int PERSISTENT = 2;

    private final Outbox outbox;
    private final Functions functions;
    private final Endpoints endpoints;
    private final EndpointRemoval removal;
    private final BrokerAdmin broker;
    private final Signal work;
    private final Postponed<EndpointId> postponed = new Postponed<>();

    TaskPublisher(
            Outbox outbox,
            Functions functions,
            Endpoints endpoints,
            EndpointRemoval removal,
            BrokerAdmin broker,
            Signal work) {
        this.outbox = outbox;
        this.functions = functions;
        this.endpoints = endpoints;
        this.removal = removal;
        this.broker = broker;
        this.work = work;
    }

    @Override
    public void on(Channel channel, BrokerWorker worker)
            throws IOException, InterruptedException, TimeoutException {
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

    /** {@return whether there was something to publish} */
    private boolean round(ConfirmedPublisher publisher)
            throws IOException, InterruptedException, TimeoutException {
        Set<EndpointId> refusing;
        try (Outbox.Round round = outbox.next(postponed.waiting())) {
            List<Outbox.Entry> entries = round.entries();
            if (entries.isEmpty()) {
                return false;
            }
            long begun = System.nanoTime();
            List<Boolean> taken = publisher.publish(entries.stream().map(this::message).toList());
            Measures.published(
                    "tasks", entries.size(), Duration.ofNanos(System.nanoTime() - begun));
            refusing = settle(round, entries, taken);
        }
        refusing.forEach(this::repair);
        return true;
    }

    private Set<EndpointId> settle(
            Outbox.Round round, List<Outbox.Entry> entries, List<Boolean> taken) {
        List<Outbox.Entry> confirmed = new ArrayList<>();
        Set<EndpointId> refusing = new HashSet<>();
        for (int i = 0; i < entries.size(); i++) {
            if (taken.get(i)) {
                confirmed.add(entries.get(i));
            } else {
                refusing.add(entries.get(i).endpoint());
            }
        }
        round.confirm(confirmed);
        confirmed.stream()
                .map(Outbox.Entry::endpoint)
                .filter(endpoint -> !refusing.contains(endpoint))
                .forEach(postponed::worked);
        return refusing;
    }

    /** The queue is missing or full: make it if it should exist, and try again later. */
    private void repair(EndpointId endpoint) {
        Optional<RegisteredEndpoint> known = endpoints.find(endpoint);
        if (known.isEmpty()) {
            int failed = removal.failTasks(endpoint);
            LOG.warnf("tasks of a deleted endpoint failed endpoint=%s tasks=%d", endpoint, failed);
            return;
        }
        LOG.warnf("task queue took nothing, declaring it again endpoint=%s", endpoint);
        postponed.postpone(endpoint);
        if (known.get().kind() == EndpointKind.USER) {
            broker.declareUserEndpoint(endpoint);
        } else {
            broker.declareEndpoint(endpoint);
        }
    }

    private ConfirmedPublisher.Outgoing message(Outbox.Entry entry) {
        // Both are packed texts, which join by plain concatenation.
        FunctionBody function = functions.body(entry.function());
        String buffer = function.code() + entry.payload();
        return new ConfirmedPublisher.Outgoing(
                "",
                AmqpNames.taskQueue(entry.endpoint()),
                new AMQP.BasicProperties.Builder()
                        .deliveryMode(PERSISTENT)
                        .messageId(entry.task().toString())
                        .headers(headers(entry, function))
                        .build(),
                MessageCodec.encode(new Message.Task(entry.task().value(), buffer)));
    }

    private static Map<String, Object> headers(Outbox.Entry entry, FunctionBody function) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(AmqpNames.TASK_UUID, entry.task().toString());
        headers.put(AmqpNames.FUNCTION_UUID, entry.function().toString());
        headers.put(AmqpNames.ATTEMPT, entry.attempt());
        if (entry.epoch() != null) {
            headers.put(AmqpNames.EPOCH, entry.epoch());
        }
        headers.put(AmqpNames.USER, entry.owner().toString());
        String asked = entry.terms();
        TaskTerms terms =
                asked == null ? function.terms() : TaskTerms.parse(asked).or(function.terms());
        if (!terms.equals(TaskTerms.NONE)) {
            headers.put(AmqpNames.TERMS, terms.text());
        }
        if (entry.resourceSpecification() != null) {
            headers.put(AmqpNames.RESOURCE_SPECIFICATION, entry.resourceSpecification());
        }
        if (entry.resultSerializers() != null) {
            headers.put(AmqpNames.RESULT_SERIALIZERS, names(entry.resultSerializers()));
        }
        return headers;
    }

    private static List<String> names(String json) {
        List<String> names = new ArrayList<>();
        Json.read(json).forEach(name -> names.add(name.asText()));
        return names;
    }
}
