package org.beamlet.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.beamlet.agent.config.AccessConfig;
import org.beamlet.agent.config.EndpointConfig;
import org.beamlet.agent.config.ManagerConfig;

/**
 * What an endpoint says of itself when it registers.
 *
 * @param template of a manager endpoint: that there is one tells the service that it is one
 * @param mapsUsers whether each user's tasks run as that user's account, so that others may submit
 */
public record Description(
        Optional<String> displayName,
        AccessConfig access,
        Duration agentLostAfter,
        Set<String> dataRoots,
        Optional<Template> template,
        boolean mapsUsers) {
    public Description {
        dataRoots = Set.copyOf(dataRoots);
    }

    /** What users fill in, in the words of Globus Compute. */
    public record Template(String text, Optional<JsonNode> schema) {
        void addTo(ObjectNode metadata) {
            metadata.put("user_config_template", text);
            schema.ifPresent(it -> metadata.set("user_config_schema", it));
        }
    }

    static Description of(EndpointConfig config) {
        return new Description(
                config.displayName(),
                config.access(),
                config.agentLostAfter(),
                config.dataRoots().keySet(),
                Optional.empty(),
                false);
    }

    public static Description of(ManagerConfig config, Template template) {
        return new Description(
                config.displayName(),
                config.access(),
                config.agentLostAfter(),
                config.dataRoots().keySet(),
                Optional.of(template),
                config.accounts().isPresent());
    }
}
