package org.beamlet.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/** What the service's list says of an endpoint. */
public record EndpointSummary(
        @JsonProperty("uuid") String uuid,
        @JsonProperty("name") @Nullable String name,
        @JsonProperty("display_name") @Nullable String displayName,
        @JsonProperty("owner") @Nullable String owner) {

    public EndpointId id() {
        return EndpointId.parse(uuid);
    }

    /** {@return the name, or the id where nobody gave a name} */
    public String shownName() {
        return name == null || name.isBlank() ? uuid : name;
    }

    public boolean isCalled(String word) {
        return word.equals(name) || word.equals(displayName);
    }
}
