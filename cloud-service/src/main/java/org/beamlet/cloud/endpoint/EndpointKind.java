package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import org.beamlet.protocol.rest.EndpointRegistration;

/** What an endpoint does with what is submitted to it. */
public enum EndpointKind {
    /** Takes tasks itself, as Beamlet's agent does. */
    AGENT,
    /** Starts a user endpoint for each user and configuration, as Globus Compute's agent does. */
    MANAGER,
    /** Was started by a manager; nobody submits to it directly. */
    USER;

    /** Only agents that start others have a template of their configuration. */
    public static EndpointKind of(EndpointRegistration registration) {
        JsonNode metadata = registration.metadata();
        return metadata != null && metadata.path("user_config_template").isTextual()
                ? MANAGER
                : AGENT;
    }

    static EndpointKind stored(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** {@return the word under which it is stored} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
