package org.beamlet.cloud.endpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint is there, and what may be taken from it when it is not.
 *
 * @param heardMs when it last sent a heartbeat or registered; 0 for never
 * @param periodS seconds that it promised between heartbeats; 0 once it said good-bye
 * @param lostAfterS seconds of silence after which its tasks are taken; null if it names none, as
 *     earlier agents and those that are not Beamlet's do not
 * @param keepsTasks whether it still has, when it is started again, what it had taken on
 * @param roots data roots that it has; of no meaning where {@code lostAfterS} is null
 * @param sessionMs when its present session began
 * @param heldMs when it last said which tasks it holds
 * @param lostMs when its tasks were taken from it; null while it has them
 */
public record EndpointLife(
        EndpointId id,
        String name,
        long heartbeatMs,
        long heardMs,
        long periodS,
        @Nullable Long lostAfterS,
        boolean keepsTasks,
        Set<String> roots,
        boolean restricted,
        long sessionMs,
        long heldMs,
        @Nullable Long lostMs,
        @Nullable String report) {
    static final String COLUMNS =
            "endpoint_id, name, heartbeat_ms, registered_ms, heartbeat_period, lost_after_s,"
                    + " metadata, data_roots, restricted, session_ms, held_ms, lost_ms, report";

    private static final int PERIODS = 3;

    /** What agents that name it take where nothing else is configured. */
    private static final Duration USUAL_LEASE = Duration.ofMinutes(30);

    static EndpointLife of(ResultSet row) throws SQLException {
        long heartbeat = row.getLong("heartbeat_ms");
        return new EndpointLife(
                new EndpointId(row.getObject("endpoint_id", UUID.class)),
                row.getString("name"),
                heartbeat,
                Math.max(heartbeat, row.getLong("registered_ms")),
                row.getLong("heartbeat_period"),
                row.getObject("lost_after_s", Long.class),
                RegisteredEndpoint.isBeamlet(row.getString("metadata")),
                RootNames.of(row.getString("data_roots")),
                row.getBoolean("restricted"),
                row.getLong("session_ms"),
                row.getLong("held_ms"),
                row.getObject("lost_ms", Long.class),
                row.getString("report"));
    }

    /**
     * {@return whether it is one of Beamlet's agents, which have epochs and report what they hold}
     */
    public boolean isBeamlet() {
        return lostAfterS != null;
    }

    /**
     * {@return for how long it has been silent}
     *
     * @param listening since when the service could have heard it
     */
    public Duration silence(Instant now, Instant listening) {
        long since = Math.max(heardMs, listening.toEpochMilli());
        return Duration.ofMillis(Math.max(0, now.toEpochMilli() - since));
    }

    /** {@return whether tasks sent to it now are taken soon} */
    public boolean online(Instant now) {
        return heartbeatMs > 0 && now.toEpochMilli() < heartbeatMs + PERIODS * periodS * 1000;
    }

    /** {@return whether it has said good-bye or missed three heartbeats} */
    public boolean offline(Instant now, Instant listening) {
        boolean goodBye = heartbeatMs > 0 && periodS == 0;
        return !online(now)
                && (goodBye || silence(now, listening).toSeconds() >= PERIODS * periodS);
    }

    /** {@return the silence after which its tasks are taken from it} */
    public Duration lease() {
        if (lostAfterS != null) {
            return Duration.ofSeconds(lostAfterS);
        }
        return keepsTasks ? USUAL_LEASE : Duration.ofSeconds(PERIODS * periodS);
    }
}
