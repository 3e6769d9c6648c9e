package org.beamlet.cloud.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.id.UuidText;
import org.jdbi.v3.core.Handle;

/**
 * What a registration says of who may use and look after the endpoint, beyond {@code public} and
 * {@code allowed_functions}. What it does not speak of stays as it is.
 *
 * @param runsOthers whether its owner lets it run as them what others submit
 * @param groups whose members may submit; Beamlet's own key
 * @param admins who may look after it beside the owner
 */
public record AccessTerms(
        boolean runsOthers, Optional<List<UUID>> groups, Optional<List<UUID>> admins) {
    public static final AccessTerms NONE =
            new AccessTerms(false, Optional.empty(), Optional.empty());

    private static final int MOST = 1000;

    /** Reads a registration's body. */
    public static AccessTerms of(JsonNode body) {
        return new AccessTerms(
                body.path("metadata").path("beamlet").path("run_others_as_me").asBoolean(false),
                ids(body, "groups"),
                ids(body, "admins"));
    }

    private static Optional<List<UUID>> ids(JsonNode body, String key) {
        JsonNode list = body.path(key);
        if (list.isMissingNode() || list.isNull()) {
            return Optional.empty();
        }
        List<UUID> ids = new ArrayList<>();
        for (JsonNode item : list) {
            if (!UuidText.isUuid(item.asText(""))) {
                throw invalid("%s holds '%s'".formatted(key, item.asText("")));
            }
            ids.add(UUID.fromString(item.asText("")));
        }
        if (!list.isArray() || ids.size() > MOST) {
            throw invalid("%s is no list, or too long".formatted(key));
        }
        return Optional.of(ids.stream().distinct().toList());
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.SEMANTICALLY_INVALID, what, "give at most %d UUIDs".formatted(MOST));
    }

    void write(Handle handle, EndpointId id) {
        handle.createUpdate("UPDATE endpoints SET runs_others = :runs WHERE endpoint_id = :id")
                .bind("runs", runsOthers)
                .bind("id", id.value())
                .execute();
        groups.ifPresent(all -> replace(handle, "endpoint_user_groups", "group_id", id, all));
        admins.ifPresent(all -> replace(handle, "endpoint_admins", "user_id", id, all));
    }

    static void replace(
            Handle handle, String table, String column, EndpointId id, List<UUID> values) {
        handle.createUpdate("DELETE FROM " + table + " WHERE endpoint_id = :id")
                .bind("id", id.value())
                .execute();
        for (UUID value : values) {
            handle.createUpdate(
                            "INSERT INTO %s (endpoint_id, %s) VALUES (:id, :value)"
                                    .formatted(table, column))
                    .bind("id", id.value())
                    .bind("value", value)
                    .execute();
        }
    }
}
