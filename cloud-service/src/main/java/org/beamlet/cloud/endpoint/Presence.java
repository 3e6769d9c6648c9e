package org.beamlet.cloud.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.message.Message;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** What heartbeats say of the endpoints themselves. */
public final class Presence {
    private static final long DEFAULT_PERIOD = 30;
    private static final int LONGEST_REFUSAL = 8000;

    /** Which tasks an agent holds: long, and nothing that a reader of its state would want. */
    private static final String HELD = "held";

    private Presence() {}

    /** Takes note of a report, as of {@code nowMs}; reports of unknown endpoints change nothing. */
    public static void note(Handle handle, Message.StatusReport report, long nowMs) {
        if (report.globalState().get("error") instanceof String error) {
            noteRefusal(handle, report, error, nowMs);
            return;
        }
        Map<String, @Nullable Object> state = new LinkedHashMap<>(report.globalState());
        Object held = state.remove(HELD);
        if (held instanceof Map<?, ?>) {
            noteHeld(handle, report.endpointId(), Json.write(held), nowMs);
        }
        long period = period(state);
        handle.createUpdate(
                        """
                        UPDATE endpoints SET heartbeat_ms = :now, heartbeat_period = :period,
                            report = :report
                        WHERE endpoint_id = :id\
                        """)
                .bind("now", nowMs)
                .bind("period", period)
                .bind("report", Json.write(state))
                .bind("id", report.endpointId())
                .execute();
        if (period > 0) {
            handle.createUpdate(
                            """
                            UPDATE user_endpoints SET period = :period, starts = 0
                            WHERE endpoint_id = :id
                                AND (period <> :period OR starts <> 0)\
                            """)
                    .bind("period", period)
                    .bind("id", report.endpointId())
                    .execute();
        }
    }

    /**
     * A manager that cannot start a user endpoint says so in its name, with a heartbeat period;
     * nothing runs there for all that. The process that failed may say so in the name of the
     * manager too, which goes on: only a period of 0 or its silence tells that it does not.
     */
    private static void noteRefusal(
            Handle handle, Message.StatusReport report, String error, long nowMs) {
        handle.createUpdate(
                        """
                        UPDATE endpoints SET heartbeat_period = 0, report = :report
                        WHERE endpoint_id = :id AND kind = :user\
                        """)
                .bind("report", Json.write(report.globalState()))
                .bind("id", report.endpointId())
                .bind("user", EndpointKind.USER.word())
                .execute();
        handle.createUpdate(
                        """
                        UPDATE user_endpoints SET refused_ms = :now, refusal = :refusal
                        WHERE endpoint_id = :id\
                        """)
                .bind("now", nowMs)
                .bind("refusal", printable(error))
                .bind("id", report.endpointId())
                .execute();
    }

    private static String printable(String text) {
        String shown = text.replaceAll("[\\p{Cs}\\p{Cntrl}&&[^\\n\\t]]", "?");
        return shown.length() > LONGEST_REFUSAL ? shown.substring(0, LONGEST_REFUSAL) : shown;
    }

    private static void noteHeld(Handle handle, UUID endpoint, String held, long nowMs) {
        handle.createUpdate(
                        """
                        UPDATE endpoints SET held = :held, held_ms = :now WHERE endpoint_id = :id\
                        """)
                .bind("held", held)
                .bind("now", nowMs)
                .bind("id", endpoint)
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
