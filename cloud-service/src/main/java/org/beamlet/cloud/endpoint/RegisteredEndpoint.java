package org.beamlet.cloud.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as the register knows it.
 *
 * @param restricted whether it runs the functions of its list only
 * @param runsOthers whether its owner lets it run as them what others submit
 * @param metadata JSON, as it was registered
 * @param heartbeatMs when it was last heard of; 0 for never
 * @param heartbeatPeriod seconds that it promised between heartbeats; 0 once it said good-bye
 * @param report JSON of its last report on itself
 */
public record RegisteredEndpoint(
        EndpointId id,
        EndpointKind kind,
        UUID ownerId,
        String name,
        @Nullable String displayName,
        boolean isPublic,
        boolean multiUser,
        boolean restricted,
        boolean runsOthers,
        @Nullable String metadata,
        long heartbeatMs,
        long heartbeatPeriod,
        @Nullable String report) {
    static final String COLUMNS =
            "endpoint_id, kind, owner_id, name, display_name, is_public, multi_user, restricted,"
                    + " runs_others, metadata, heartbeat_ms, heartbeat_period, report";

    /** So many periods may pass in silence before an endpoint counts as gone. */
    private static final int PERIODS = 3;

    static RegisteredEndpoint of(ResultSet row) throws SQLException {
        return new RegisteredEndpoint(
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                EndpointKind.stored(row.getString("kind")),
                row.getObject("owner_id", UUID.class),
                row.getString("name"),
                row.getString("display_name"),
                row.getBoolean("is_public"),
                row.getBoolean("multi_user"),
                row.getBoolean("restricted"),
                row.getBoolean("runs_others"),
                row.getString("metadata"),
                row.getLong("heartbeat_ms"),
                row.getLong("heartbeat_period"),
                row.getString("report"));
    }

    public boolean online(Instant now) {
        return now.toEpochMilli() < heartbeatMs + PERIODS * heartbeatPeriod * 1000;
    }

    /** {@return whether its agent is Beamlet's, which hears what others do not} */
    public boolean isBeamlet() {
        return isBeamlet(metadata);
    }

    /** {@return whether that is what Beamlet's agents register with, of whatever version} */
    static boolean isBeamlet(@Nullable String metadata) {
        return metadata != null
                && Json.read(metadata).path("endpoint_version").asText("").startsWith("beamlet-");
    }

    public boolean ownedBy(Caller caller) {
        return ownerId.equals(caller.userId());
    }
}
