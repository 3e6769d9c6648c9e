package org.beamlet.cloud.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Which tokens there are, and their end. */
public final class TokenRegister {
    private final Store store;
    private final Clock clock;

    public TokenRegister(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A token as it may be shown.
     *
     * @param id the beginning of its hash
     */
    public record Listed(
            String id,
            UUID userId,
            String user,
            @Nullable String label,
            Instant created,
            @Nullable Instant expires,
            @Nullable Instant revoked) {
        static Listed of(ResultSet row) throws SQLException {
            return new Listed(
                    Tokens.id(row.getString("token_hash")),
                    row.getObject("user_id", UUID.class),
                    row.getString("name"),
                    row.getString("label"),
                    Instant.ofEpochMilli(row.getLong("created_ms")),
                    instant(row.getLong("expires_ms")),
                    instant(row.getLong("revoked_ms")));
        }
    }

    static @Nullable Instant instant(long milliseconds) {
        return milliseconds == 0 ? null : Instant.ofEpochMilli(milliseconds);
    }

    /** {@return all tokens, or those of one user, newest first} */
    public List<Listed> list(Optional<UUID> user) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT t.token_hash, t.user_id, u.name, t.label, t.created_ms,
                                    t.expires_ms, t.revoked_ms
                                FROM tokens t JOIN users u ON u.user_id = t.user_id
                                WHERE (:all OR t.user_id = :user)
                                ORDER BY t.created_ms DESC, t.token_hash\
                                """)
                        .bind("all", user.isEmpty())
                        .bind("user", user.orElse(new UUID(0, 0)))
                        .map((row, _) -> Listed.of(row))
                        .list());
    }

    /**
     * Ends a token and the logins at the broker that were obtained with it.
     *
     * @param owner whose it must be, if not anybody's
     */
    public Listed revoke(String id, Optional<UUID> owner) {
        Listed token =
                list(owner).stream()
                        .filter(listed -> listed.id().equals(id))
                        .findFirst()
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.TOKEN_NOT_FOUND,
                                        "there is no token '%s'".formatted(id),
                                        "use an id of `beamlet cloud token list`"));
        store.transaction(handle -> {
            revoke(handle, "token_hash LIKE :which AND user_id = :user", id + "%", token.userId());
            LoginEndings.add(handle, token.userId());
            return token;
        });
        return token;
    }

    /** {@return how many tokens of the user were ended} */
    public int revokeAll(UUID user) {
        return store.transaction(handle -> {
            LoginEndings.add(handle, user);
            return revoke(handle, "user_id = :user AND token_hash LIKE :which", "%", user);
        });
    }

    private int revoke(Handle handle, String condition, String which, UUID user) {
        return handle.createUpdate(
                        "UPDATE tokens SET revoked_ms = :now, ended = TRUE"
                                + " WHERE revoked_ms IS NULL AND "
                                + condition)
                .bind("now", clock.millis())
                .bind("which", which)
                .bind("user", user)
                .execute();
    }
}
