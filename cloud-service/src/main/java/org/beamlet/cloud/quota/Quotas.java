package org.beamlet.cloud.quota;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jspecify.annotations.Nullable;

/** Keeps users within their limits. */
public final class Quotas {
    private final Store store;
    private final Limits standard;
    private final Outstanding outstanding;
    private final SubmittedBytes bytes;

    public Quotas(Store store, Clock clock, Limits standard) {
        this.store = store;
        this.standard = standard;
        this.outstanding = new Outstanding(store, System::nanoTime);
        this.bytes = new SubmittedBytes(store, clock);
    }

    /** Limits of one user's own; null where the service's count. */
    public record Own(@Nullable Long tasks, @Nullable Long functions, @Nullable Long submitBytes) {
        static Own of(ResultSet row) throws SQLException {
            return new Own(
                    number(row, "tasks"), number(row, "functions"), number(row, "submit_bytes"));
        }

        private static @Nullable Long number(ResultSet row, String column) throws SQLException {
            long value = row.getLong(column);
            return row.wasNull() ? null : value;
        }
    }

    /** What a user has of what they may have. */
    public record Status(Limits limits, long tasks, long functions, long submitBytes) {}

    public Status status(UUID user) {
        return new Status(
                limits(user), outstanding.recount(user), functions(user), bytes.today(user));
    }

    /** {@return the limits of a user: their own, else the service's} */
    public Limits limits(UUID user) {
        Own own =
                store.read(handle ->
                                handle.createQuery(
                                                "SELECT tasks, functions, submit_bytes"
                                                        + " FROM user_quotas WHERE user_id = :id")
                                        .bind("id", user)
                                        .map((row, _) -> Own.of(row))
                                        .findOne())
                        .orElse(new Own(null, null, null));
        return new Limits(
                own.tasks() == null ? standard.tasks() : own.tasks(),
                own.functions() == null ? standard.functions() : own.functions(),
                own.submitBytes() == null ? standard.submitBytes() : own.submitBytes());
    }

    /** Gives a user limits of their own. */
    public static void grant(Store store, UUID user, Own own) {
        store.transaction(handle -> {
            handle.createUpdate("DELETE FROM user_quotas WHERE user_id = :id")
                    .bind("id", user)
                    .execute();
            return handle.createUpdate(
                            """
                            INSERT INTO user_quotas (user_id, tasks, functions, submit_bytes)
                            VALUES (:id, :tasks, :functions, :bytes)\
                            """)
                    .bind("id", user)
                    .bind("tasks", own.tasks())
                    .bind("functions", own.functions())
                    .bind("bytes", own.submitBytes())
                    .execute();
        });
    }

    /** Raises where a submission would go beyond a limit; counts it where it does not. */
    public void submit(UUID user, int tasks, long size) {
        Limits limits = limits(user);
        long today = bytes.today(user);
        if (today + size > limits.submitBytes()) {
            throw used(
                    ErrorCode.QUOTA_EXCEEDED,
                    "%d of %d bytes were submitted today, and these are %d more"
                            .formatted(today, limits.submitBytes(), size),
                    "pass large data by path, go on tomorrow (UTC), or ask the operator for more");
        }
        if (!outstanding.take(user, tasks, limits.tasks())) {
            throw used(
                    ErrorCode.TOO_MANY_REQUESTS,
                    "%d tasks are under way of %d, and these are %d more"
                            .formatted(outstanding.recount(user), limits.tasks(), tasks),
                    "wait until some have ended, or ask the operator for more; `beamlet quota`"
                            + " shows what is used");
        }
        bytes.add(user, size);
    }

    /** Raises where one function more is too many. */
    public void oneMoreFunction(Caller caller) {
        long has = functions(caller.userId());
        long may = limits(caller.userId()).functions();
        if (has >= may) {
            throw used(
                    ErrorCode.QUOTA_EXCEEDED,
                    "%d functions are registered of %d".formatted(has, may),
                    "delete some, register each once instead of anew for every run, or ask the"
                            + " operator for more");
        }
    }

    private long functions(UUID user) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT COUNT(*) FROM functions WHERE owner_id = :id
                                AND deleted_ms IS NULL AND version IS NULL\
                                """)
                        .bind("id", user)
                        .mapTo(Long.class)
                        .one());
    }

    private static BeamletException used(ErrorCode code, String what, String remedy) {
        return new BeamletException(code, what, remedy);
    }

    /** Writes down what was counted since the last time. */
    public void flush() {
        bytes.flush();
    }
}
