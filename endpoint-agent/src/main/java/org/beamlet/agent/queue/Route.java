package org.beamlet.agent.queue;

import java.util.Map;
import java.util.Objects;
import org.beamlet.protocol.rest.EndpointRegistration.QueueInfo;

/** Where to publish, as the service has said it in pika's words. */
public record Route(String exchange, String routingKey) {
    /** Reads it; {@code key} is used where the service names no routing key. */
    public static Route of(QueueInfo where, String key) {
        Map<String, Object> words =
                Objects.requireNonNullElse(where.queuePublishKwargs(), Map.<String, Object>of());
        String exchange = Objects.requireNonNullElse(where.exchange(), "");
        return new Route(
                String.valueOf(words.getOrDefault("exchange", exchange)),
                String.valueOf(words.getOrDefault("routing_key", key)));
    }
}
