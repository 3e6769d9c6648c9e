package org.beamlet.cloud.endpoint;

import static java.time.temporal.ChronoUnit.SECONDS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.beamlet.protocol.rest.AgentSession;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Of the agents of one endpoint, one at a time is let in; each change of hands is an epoch. */
public final class Sessions {
    private static final int PERIODS = 3;

    /** An agent that has just registered has this long for its first heartbeat. */
    private static final long FIRST_HEARTBEAT_MS = 60_000;

    private Sessions() {}

    private record Held(
            long epoch,
            @Nullable String id,
            String host,
            String place,
            AgentSession.@Nullable HostProcess process,
            String name,
            long sinceMs,
            long heartbeatMs,
            long periodS) {
        static Held of(ResultSet row) throws SQLException {
            return new Held(
                    row.getLong("epoch"),
                    row.getString("session_id"),
                    String.valueOf(row.getString("session_host")),
                    String.valueOf(row.getString("session_place")),
                    process(row),
                    row.getString("name"),
                    row.getLong("session_ms"),
                    row.getLong("heartbeat_ms"),
                    row.getLong("heartbeat_period"));
        }

        private static AgentSession.@Nullable HostProcess process(ResultSet row)
                throws SQLException {
            Long pid = row.getObject("session_pid", Long.class);
            String boot = row.getString("session_boot");
            return pid == null || boot == null ? null : new AgentSession.HostProcess(pid, boot);
        }

        /**
         * {@return whether its agent has ended, as far as whoever asks can know} Of the two ways to
         * know, a host's present boot is told by the asking agent; a process's end only somebody on
         * that host can have seen. Locks of files that several hosts share prove neither.
         */
        boolean overFor(AgentSession asking) {
            if (!place.equals(asking.place())) {
                return false;
            }
            AgentSession.HostProcess asker = asking.process();
            return process == null
                    || asker == null
                    || process.equals(asker)
                    || !process.boot().equals(asker.boot())
                    || (id != null && id.equals(asking.follows()));
        }

        long goodUntilMs() {
            long fromHeartbeat = heartbeatMs + PERIODS * periodS * 1000;
            return heartbeatMs < sinceMs
                    ? Math.max(fromHeartbeat, sinceMs + FIRST_HEARTBEAT_MS)
                    : fromHeartbeat;
        }
    }

    private static Optional<Held> find(Handle handle, EndpointId id, boolean lock) {
        return handle.createQuery(
                        """
                        SELECT epoch, session_id, session_host, session_place, session_pid,
                            session_boot, session_ms, name, heartbeat_ms, heartbeat_period
                        FROM endpoints WHERE endpoint_id = :id\
                        """
                                + (lock ? " FOR UPDATE" : ""))
                .bind("id", id.value())
                .map((row, _) -> Held.of(row))
                .findOne();
    }

    /** Raises while another agent, which may live, has the endpoint. */
    static void requireFree(Handle handle, EndpointId id, AgentSession asking, long nowMs) {
        find(handle, id, false).ifPresent(held -> requireFree(id, held, asking, nowMs));
    }

    private static void requireFree(EndpointId id, Held held, AgentSession asking, long nowMs) {
        if (held.id() == null
                || held.id().equals(asking.id())
                || held.overFor(asking)
                || nowMs >= held.goodUntilMs()) {
            return;
        }
        throw taken(id, held);
    }

    private static BeamletException taken(EndpointId id, Held held) {
        return new BeamletException(
                ErrorCode.RESOURCE_CONFLICT,
                "endpoint '%s' (%s) serves on %s since %s%s, in %s"
                        .formatted(
                                held.name(),
                                id,
                                held.host(),
                                Instant.ofEpochMilli(held.sinceMs()).truncatedTo(SECONDS),
                                held.process() == null ? "" : ", pid " + held.process().pid(),
                                held.place()),
                "stop it there with `beamlet endpoint stop %s`, or wait: if it is gone, another agent is let in after %s"
                        .formatted(
                                held.name(),
                                Instant.ofEpochMilli(held.goodUntilMs()).truncatedTo(SECONDS)));
    }

    /**
     * Gives the endpoint to an agent, in the transaction that registers it.
     *
     * @return the epoch: a new one, unless it is the same agent and nothing was taken from it
     */
    static long grant(Handle handle, EndpointId id, AgentSession session, long nowMs) {
        Held held = find(handle, id, true).orElseThrow(() -> Endpoints.unknown(id));
        requireFree(id, held, session, nowMs);
        boolean same = session.id().equals(held.id());
        long epoch = same ? held.epoch() : held.epoch() + 1;
        handle.createUpdate(
                        """
                        UPDATE endpoints SET epoch = :epoch, session_id = :session,
                            session_host = :host, session_place = :place, session_ms = :since,
                            session_pid = :pid, session_boot = :boot,
                            lost_after_s = :lost_after, data_roots = :roots, lost_ms = NULL
                        WHERE endpoint_id = :id\
                        """)
                .bind("epoch", epoch)
                .bind("session", session.id())
                .bind("host", session.host())
                .bind("place", session.place())
                .bind("pid", session.process() == null ? null : session.process().pid())
                .bind("boot", session.process() == null ? null : session.process().boot())
                .bind("since", same ? held.sinceMs() : nowMs)
                .bind("lost_after", session.lostAfterS())
                .bind("roots", RootNames.text(session.roots()))
                .bind("id", id.value())
                .execute();
        return epoch;
    }

    /** Raises if the endpoint is another agent's by now. */
    public static void requireCurrent(Handle handle, EndpointId id, String session) {
        find(handle, id, false)
                .filter(held -> held.id() != null && !held.id().equals(session))
                .ifPresent(held -> {
                    throw taken(id, held);
                });
    }

    /**
     * Begins a new epoch that no agent has, unless the endpoint was heard of after {@code heardMs}.
     *
     * @return whether it did
     */
    static boolean fence(Handle handle, EndpointId id, long heardMs, long nowMs) {
        return handle.createUpdate(
                                """
                                UPDATE endpoints SET epoch = epoch + 1, session_id = NULL,
                                    lost_ms = :now
                                WHERE endpoint_id = :id AND heartbeat_ms <= :heard\
                                """)
                        .bind("id", id.value())
                        .bind("heard", heardMs)
                        .bind("now", nowMs)
                        .execute()
                > 0;
    }
}
