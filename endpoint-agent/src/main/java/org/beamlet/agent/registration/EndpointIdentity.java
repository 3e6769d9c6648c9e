package org.beamlet.agent.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.agent.home.PrivateFiles;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.UuidText;
import org.beamlet.protocol.json.Json;

/** The id that the service gave an endpoint, kept in endpoint.json. */
public final class EndpointIdentity {
    private EndpointIdentity() {}

    /** {@return the id; empty before the first registration} */
    public static Optional<EndpointId> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode kept = Json.read(Files.readString(file));
            return Optional.of(EndpointId.parse(kept.path("endpoint_id").asText("")));
        } catch (IOException | BeamletException e) {
            throw new BeamletException(
                    ErrorCode.CONFIG_INVALID,
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "restore it, or delete the endpoint and configure it again",
                    e);
        }
    }

    /** {@return who registered the endpoint first; empty where that is not kept} */
    public static Optional<UUID> owner(Path file) {
        try {
            String text =
                    Files.exists(file)
                            ? Json.read(Files.readString(file)).path("owner").asText("")
                            : "";
            return UuidText.isUuid(text) ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IOException | BeamletException _) {
            // Said by read, which comes first.
            return Optional.empty();
        }
    }

    public static void write(Path file, EndpointId id, Optional<UUID> owner) {
        ObjectNode kept = Json.NODES.objectNode().put("endpoint_id", id.toString());
        owner.ifPresent(user -> kept.put("owner", user.toString()));
        try {
            PrivateFiles.write(file, Json.write(kept) + "\n");
        } catch (IOException e) {
            throw new BeamletException(
                    ErrorCode.OUTPUT_NOT_WRITABLE,
                    "%s cannot be written: %s".formatted(file, e.getMessage()),
                    "make the endpoint's folder writable",
                    e);
        }
    }
}
