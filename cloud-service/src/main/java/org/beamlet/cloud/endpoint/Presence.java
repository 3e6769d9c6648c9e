package org.beamlet.cloud.endpoint;

import java.util.Map;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What heartbeats say of the endpoints themselves. */
public final class Presence {
    private static final long DEFAULT_PERIOD = 30;

    private Presence() {}

    /** Takes note of a report, as of {@code nowMs}; reports of unknown endpoints change nothing. */
    public static void note(Handle handle, Message.StatusReport report, long nowMs) {
        handle.createUpdate(
                        """
                        UPDATE endpoints SET heartbeat_ms = :now, heartbeat_period = :period,
                            report = :report
                        WHERE endpoint_id = :id\
                        """)
                .bind("now", nowMs)
                .bind("period", period(report.globalState()))
                .bind("report", Json.write(report.globalState()))
                .bind("id", report.endpointId())
                .execute();
    }

    /** 0 is how the wire says good-bye; {@code active: false} says it too. */
    private static long period(Map<String, @Nullable Object> state) {
        if (Boolean.FALSE.equals(state.get("active"))) {
            return 0;
        }
        return state.get("heartbeat_period") instanceof Number period
                ? Math.max(0, (long) Math.ceil(period.doubleValue()))
                : DEFAULT_PERIOD;
    }
}
