package org.beamlet.cloud.userendpoint;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.protocol.id.EndpointId;
import org.jspecify.annotations.Nullable;

/**
 * A user endpoint as the store knows it; times are milliseconds since the epoch, 0 for never.
 *
 * @param heartbeatPeriod seconds that it promised between heartbeats; 0 once it said good-bye
 * @param lastPeriod the same, from before it said good-bye
 * @param starts commands to start it since it was last heard of
 * @param keepsTasks whether it has, when it is started again, what it had taken on
 */
record UserEndpoint(
        UserEndpointOrder order,
        long heartbeatMs,
        long heartbeatPeriod,
        long lastPeriod,
        long startMs,
        int starts,
        long refusedMs,
        @Nullable String refusal,
        boolean keepsTasks) {
    static final String SELECT =
            """
            SELECT u.manager_id, e.owner_id, o.name AS owner_name, u.config, u.runtime,
                e.heartbeat_ms, e.heartbeat_period, u.period, u.start_ms, u.starts,
                u.refused_ms, u.refusal, e.lost_after_s
            FROM user_endpoints u JOIN endpoints e ON e.endpoint_id = u.endpoint_id
                JOIN users o ON o.user_id = e.owner_id
            """;

    /** So many periods may pass in silence before an endpoint counts as gone. */
    private static final int PERIODS = 3;

    static UserEndpoint of(ResultSet row) throws SQLException {
        return new UserEndpoint(
                new UserEndpointOrder(
                        new EndpointId(row.getObject("manager_id", UUID.class)),
                        new Caller(
                                row.getObject("owner_id", UUID.class), row.getString("owner_name")),
                        row.getString("config"),
                        row.getString("runtime")),
                row.getLong("heartbeat_ms"),
                row.getLong("heartbeat_period"),
                row.getLong("period"),
                row.getLong("start_ms"),
                row.getInt("starts"),
                row.getLong("refused_ms"),
                row.getString("refusal"),
                row.getObject("lost_after_s", Long.class) != null);
    }

    EndpointId id() {
        return order.id();
    }

    boolean online(long nowMs) {
        return nowMs < heartbeatMs + PERIODS * heartbeatPeriod * 1000;
    }

    /** {@return whether what it had in work must be given up} */
    boolean leaseOver(long nowMs) {
        return nowMs >= heartbeatMs + PERIODS * lastPeriod * 1000;
    }

    /** {@return whether the last command to start it was answered with a refusal} */
    boolean refused() {
        return startMs > 0 && refusedMs >= startMs;
    }

    /** {@return whether a command to start it may still be answered} */
    boolean starting(long nowMs, Duration patience) {
        return startMs > heartbeatMs && !refused() && nowMs < startMs + patience.toMillis();
    }
}
