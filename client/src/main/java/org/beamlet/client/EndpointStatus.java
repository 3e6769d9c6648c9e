package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether an endpoint is there, and what it says of itself. */
public record EndpointStatus(
        @JsonProperty("status") String status,
        @JsonProperty("details") @Nullable JsonNode details) {

    public boolean online() {
        return status.equals("online");
    }

    /** {@return when it was last heard of, as the service writes it} */
    public Optional<String> lastHeard() {
        if (details == null) {
            return Optional.empty();
        }
        return Stream.of("last_heartbeat", "last_seen")
                .map(details::path)
                .filter(JsonNode::isValueNode)
                .filter(value -> !value.isNull())
                .map(JsonNode::asText)
                .findFirst();
    }
}
