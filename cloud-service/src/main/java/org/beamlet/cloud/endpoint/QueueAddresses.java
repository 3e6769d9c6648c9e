package org.beamlet.cloud.endpoint;

import java.util.Map;
import org.beamlet.protocol.amqp.AmqpNames;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;

/** Where an endpoint finds its queues, in the words that its library hands on as they are. */
public record QueueAddresses(EndpointId endpoint, String url) {
    public QueueInfo commands() {
        return new QueueInfo(url, "", AmqpNames.commandQueue(endpoint), null);
    }

    public QueueInfo tasks() {
        return new QueueInfo(url, "", AmqpNames.taskQueue(endpoint), null);
    }

    public QueueInfo results() {
        return publishing(
                AmqpNames.RESULTS_EXCHANGE,
                AmqpNames.RESULTS_QUEUE,
                AmqpNames.resultsKey(endpoint));
    }

    public QueueInfo heartbeats() {
        return publishing(
                AmqpNames.HEARTBEATS_EXCHANGE,
                AmqpNames.HEARTBEATS_QUEUE,
                AmqpNames.heartbeatsKey(endpoint));
    }

    private QueueInfo publishing(String exchange, String queue, String routingKey) {
        // Handed to pika's basic_publish as it is, so the keys are pika's.
        Map<String, Object> publish =
                Map.of(
                        "exchange",
                        exchange,
                        "routing_key",
                        routingKey,
                        "mandatory",
                        true,
                        "properties",
                        Map.of("delivery_mode", 2));
        return new QueueInfo(url, exchange, queue, publish);
    }

    /** Never shows the URL: it holds a password. */
    @Override
    public String toString() {
        return "QueueAddresses[%s]".formatted(endpoint);
    }
}
