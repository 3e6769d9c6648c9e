package org.beamlet.cloud.broker.embedded;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.model.ConfiguredObject;
import org.apache.qpid.server.model.Exchange;
import org.apache.qpid.server.model.Queue;
import org.apache.qpid.server.virtualhost.QueueManagingVirtualHost;
import org.jspecify.annotations.Nullable;

/** Exchanges, queues and bindings; all durable, none with arguments of its own. */
final class Topology {
    private final QueueManagingVirtualHost<?> host;

    Topology(QueueManagingVirtualHost<?> host) {
        this.host = host;
    }

    void topic(String exchange, String queue, String binding) {
        Exchange<?> topic = find(Exchange.class, exchange);
        if (topic == null) {
            topic = host.createChild(Exchange.class, durable(exchange, "topic"));
        }
        queue(queue);
        topic.bind(queue, binding, Map.of(), false);
    }

    void queue(String name) {
        if (find(Queue.class, name) == null) {
            host.createChild(Queue.class, durable(name, "standard"));
        }
    }

    void delete(String queue) {
        Queue<?> existing = find(Queue.class, queue);
        if (existing != null) {
            existing.delete();
        }
    }

    /** {@return messages that wait for a consumer, or -1 if there is no such queue} */
    long depth(String queue) {
        Queue<?> existing = find(Queue.class, queue);
        return existing == null ? -1 : existing.getAvailableMessages();
    }

    @SuppressWarnings("rawtypes") // the broker names its categories by raw classes
    private <T extends ConfiguredObject> @Nullable T find(Class<T> category, String name) {
        return host.getChildByName(category, name);
    }

    private static Map<String, Object> durable(String name, String type) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("name", name);
        attributes.put("type", type);
        attributes.put("durable", true);
        attributes.put("lifetimePolicy", "PERMANENT");
        return attributes;
    }
}
