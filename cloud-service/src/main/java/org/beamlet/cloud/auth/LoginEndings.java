package org.beamlet.cloud.auth;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.jdbi.v3.core.Handle;

/**
 * Whose logins at the broker must end. Written with what ends them, so that neither a crash nor a
 * broker that is away leaves a connection open.
 */
public final class LoginEndings {
    private static final int AT_A_TIME = 200;

    private final Store store;
    private final Clock clock;

    public LoginEndings(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** An entry that is worked off. */
    public record Ending(long seq, UUID user) {}

    static void add(Handle handle, UUID user) {
        handle.createUpdate("INSERT INTO login_endings (user_id) VALUES (:user)")
                .bind("user", user)
                .execute();
    }

    /** {@return the oldest entries, with those of tokens that have just expired} */
    public List<Ending> next() {
        expire();
        return store.read(handle ->
                handle.createQuery(
                                "SELECT seq, user_id FROM login_endings ORDER BY seq"
                                        + " FETCH FIRST "
                                        + AT_A_TIME
                                        + " ROWS ONLY")
                        .map((row, _) ->
                                new Ending(
                                        row.getLong("seq"), row.getObject("user_id", UUID.class)))
                        .list());
    }

    private void expire() {
        long now = clock.millis();
        List<UUID> due =
                store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT DISTINCT user_id FROM tokens
                                        WHERE ended = FALSE AND expires_ms <= :now\
                                        """)
                                .bind("now", now)
                                .map((row, _) -> row.getObject(1, UUID.class))
                                .list());
        for (UUID user : due) {
            store.transaction(handle -> {
                add(handle, user);
                return handle.createUpdate(
                                """
                                UPDATE tokens SET ended = TRUE WHERE user_id = :user
                                AND ended = FALSE AND expires_ms <= :now\
                                """)
                        .bind("user", user)
                        .bind("now", now)
                        .execute();
            });
        }
    }

    /** Takes an entry off; what it asked for is done. */
    public void done(Ending ending) {
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM login_endings WHERE seq = :seq")
                        .bind("seq", ending.seq())
                        .execute());
    }
}
