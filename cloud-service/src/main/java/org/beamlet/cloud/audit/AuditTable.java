package org.beamlet.cloud.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.jspecify.annotations.Nullable;

/** The entries in the store. */
public final class AuditTable {
    private final Store store;
    private final Clock clock;
    private final Duration kept;

    public AuditTable(Store store, Clock clock, Duration kept) {
        this.store = store;
        this.clock = clock;
        this.kept = kept;
    }

    void add(List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        store.transaction(handle -> {
            var batch =
                    handle.prepareBatch(
                            """
                            INSERT INTO audit (at_ms, user_id, user_name, client, action, object,
                                verdict, code, request_id)
                            VALUES (:at, :user, :name, :client, :action, :object,
                                :verdict, :code, :request)\
                            """);
            for (AuditEntry entry : entries) {
                batch.bind("at", Instant.parse(entry.at()).toEpochMilli())
                        .bind("user", uuid(entry.userId()))
                        .bind("name", cut(entry.user(), 300))
                        .bind("client", cut(entry.client(), 100))
                        .bind("action", cut(entry.action(), 300))
                        .bind("object", cut(entry.object(), 500))
                        .bind("verdict", entry.verdict())
                        .bind("code", entry.code())
                        .bind("request", entry.requestId())
                        .add();
            }
            return batch.execute();
        });
    }

    private static @Nullable UUID uuid(@Nullable String text) {
        return text == null ? null : UUID.fromString(text);
    }

    private static String cut(String text, int most) {
        // What PostgreSQL cannot keep must not keep an entry from being written.
        String kept = text.replace('\0', '?');
        return kept.length() > most ? kept.substring(0, most) : kept;
    }

    /** {@return entries since then, oldest first, at most so many} */
    public List<AuditEntry> since(Instant begin, Optional<String> user, int most) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT * FROM audit WHERE at_ms >= :begin
                                AND (:all OR user_name = :user)
                                ORDER BY seq FETCH FIRST :most ROWS ONLY\
                                """)
                        .bind("begin", begin.toEpochMilli())
                        .bind("all", user.isEmpty())
                        .bind("user", user.orElse(""))
                        .bind("most", most)
                        .map((row, _) -> entry(row))
                        .list());
    }

    private static AuditEntry entry(ResultSet row) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        return new AuditEntry(
                Instant.ofEpochMilli(row.getLong("at_ms")).toString(),
                row.getString("user_name"),
                user == null ? null : user.toString(),
                row.getString("client"),
                row.getString("action"),
                row.getString("object"),
                row.getString("verdict"),
                row.getString("code"),
                row.getString("request_id"));
    }

    void prune() {
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM audit WHERE at_ms < :end")
                        .bind("end", clock.instant().minus(kept).toEpochMilli())
                        .execute());
    }
}
