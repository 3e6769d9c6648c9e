package org.beamlet.cloud.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.audit.ChainHead;
import org.beamlet.protocol.audit.ChainedEntry;
import org.beamlet.protocol.json.Json;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The entries in the store, each chained to the one before it. */
public final class AuditTable {
    private final Store store;
    private final Clock clock;
    private final Duration kept;

    public AuditTable(Store store, Clock clock, Duration kept) {
        this.store = store;
        this.clock = clock;
        this.kept = kept;
    }

    /** {@return the entries as they are kept, in their places} */
    List<ChainedEntry> add(List<AuditEntry> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        return store.transaction(handle -> add(handle, entries));
    }

    private static List<ChainedEntry> add(Handle handle, List<AuditEntry> entries) {
        ChainHead head = heads(handle, "FOR UPDATE").newest();
        List<ChainedEntry> chained = new ArrayList<>();
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO audit (at_ms, user_id, user_name, client, action, object,
                            verdict, code, request_id, chain_seq, previous, hash)
                        VALUES (:at, :user, :name, :client, :action, :object,
                            :verdict, :code, :request, :seq, :previous, :hash)\
                        """);
        for (AuditEntry given : entries) {
            // Hashed as it will be read again.
            AuditEntry entry = kept(given);
            ChainedEntry link = ChainedEntry.after(head, Json.mapper().valueToTree(entry));
            batch.bind("at", Instant.parse(entry.at()).toEpochMilli())
                    .bind("user", uuid(entry.userId()))
                    .bind("name", entry.user())
                    .bind("client", entry.client())
                    .bind("action", entry.action())
                    .bind("object", entry.object())
                    .bind("verdict", entry.verdict())
                    .bind("code", entry.code())
                    .bind("request", entry.requestId())
                    .bind("seq", link.head().seq())
                    .bind("previous", head.hash())
                    .bind("hash", link.head().hash())
                    .add();
            chained.add(link);
            head = link.head();
        }
        batch.execute();
        handle.createUpdate("UPDATE audit_head SET seq = :seq, hash = :hash WHERE id = 1")
                .bind("seq", head.seq())
                .bind("hash", head.hash())
                .execute();
        return chained;
    }

    /**
     * @param newest the entry that was added last
     * @param pruned the newest of those that are no longer kept
     */
    record Heads(ChainHead newest, ChainHead pruned) {}

    private static Heads heads(Handle handle, String how) {
        return handle.createQuery("SELECT * FROM audit_head WHERE id = 1 " + how)
                .map((row, _) ->
                        new Heads(
                                new ChainHead(row.getLong("seq"), row.getString("hash")),
                                new ChainHead(
                                        row.getLong("pruned_seq"), row.getString("pruned_hash"))))
                .one();
    }

    Heads heads() {
        return store.read(handle -> heads(handle, ""));
    }

    private static AuditEntry kept(AuditEntry given) {
        return new AuditEntry(
                Instant.ofEpochMilli(Instant.parse(given.at()).toEpochMilli()).toString(),
                cut(given.user(), 300),
                given.userId(),
                cut(given.client(), 100),
                cut(given.action(), 300),
                cut(given.object(), 500),
                given.verdict(),
                given.code(),
                given.requestId());
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
    public List<ObjectNode> since(Instant begin, Optional<String> user, int most) {
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

    /** {@return entries of the chain after one, in its order, at most so many} */
    List<ObjectNode> after(long seq, int most) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT * FROM audit WHERE chain_seq > :seq
                                ORDER BY chain_seq FETCH FIRST :most ROWS ONLY\
                                """)
                        .bind("seq", seq)
                        .bind("most", most)
                        .map((row, _) -> entry(row))
                        .list());
    }

    private static ObjectNode entry(ResultSet row) throws SQLException {
        UUID user = row.getObject("user_id", UUID.class);
        ObjectNode json =
                Json.mapper()
                        .valueToTree(
                                new AuditEntry(
                                        Instant.ofEpochMilli(row.getLong("at_ms")).toString(),
                                        row.getString("user_name"),
                                        user == null ? null : user.toString(),
                                        row.getString("client"),
                                        row.getString("action"),
                                        row.getString("object"),
                                        row.getString("verdict"),
                                        row.getString("code"),
                                        row.getString("request_id")));
        String hash = row.getString("hash");
        if (hash != null) { // Before entries were chained they had none.
            json.put("seq", row.getLong("chain_seq"));
            json.put("previous", row.getString("previous"));
            json.put("hash", hash);
        }
        return json;
    }

    /** Takes away what is too old. {@return the newest of it, if there was any} */
    Optional<ChainHead> prune() {
        return store.transaction(handle -> prune(handle, clock.instant().minus(kept)));
    }

    private static Optional<ChainHead> prune(Handle handle, Instant end) {
        Heads heads = heads(handle, "FOR UPDATE");
        handle.createUpdate("DELETE FROM audit WHERE chain_seq IS NULL AND at_ms < :end")
                .bind("end", end.toEpochMilli())
                .execute();
        // A chain is shortened from its beginning, even where clocks went back between entries.
        Optional<ChainHead> last =
                handle.createQuery(
                                """
                                SELECT chain_seq, hash FROM audit
                                WHERE chain_seq IS NOT NULL AND at_ms < :end
                                ORDER BY chain_seq DESC FETCH FIRST 1 ROW ONLY\
                                """)
                        .bind("end", end.toEpochMilli())
                        .map((row, _) ->
                                new ChainHead(row.getLong("chain_seq"), row.getString("hash")))
                        .findOne()
                        .filter(found -> found.seq() > heads.pruned().seq());
        last.ifPresent(found -> {
            handle.createUpdate("DELETE FROM audit WHERE chain_seq <= :seq")
                    .bind("seq", found.seq())
                    .execute();
            handle.createUpdate(
                            """
                            UPDATE audit_head SET pruned_seq = :seq, pruned_hash = :hash
                            WHERE id = 1\
                            """)
                    .bind("seq", found.seq())
                    .bind("hash", found.hash())
                    .execute();
        });
        return last;
    }
}
