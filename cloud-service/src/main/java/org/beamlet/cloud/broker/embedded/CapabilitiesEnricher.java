package org.beamlet.cloud.broker.embedded;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.server.plugin.ConnectionPropertyEnricher;
import org.apache.qpid.server.transport.AMQPConnection;

/**
 * Found by ServiceLoader: names what the broker can do where pika looks for it. Without this pika
 * refuses publisher confirms, which the broker has but does not announce.
 */
public final class CapabilitiesEnricher implements ConnectionPropertyEnricher {
    static final String TYPE = "BEAMLET_CAPABILITIES";

    @Override
    public Map<String, Object> addConnectionProperties(
            AMQPConnection<?> connection, Map<String, Object> properties) {
        Map<String, Object> more = new HashMap<>(properties);
        more.put("capabilities", Map.of("publisher_confirms", true, "basic.nack", true));
        return more;
    }

    @Override
    public String getType() {
        return TYPE;
    }
}
