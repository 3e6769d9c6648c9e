package org.beamlet.cloud.auth;

import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jdbi.v3.core.Handle;

/** Users whom an issuer vouches for: known by issuer and subject, whatever they are called. */
public final class IssuedUsers {
    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_NAME = 180;
    private static final int DISTINCT = 8;

    private final Store store;
    private final Clock clock;

    public IssuedUsers(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** What a proven token says. */
    public record Shown(
            String issuer, String subject, String name, boolean operator, Set<UUID> groups) {
        public Shown {
            groups = Set.copyOf(groups);
        }
    }

    /** {@return the user, who is made at first sight} */
    public Caller caller(Shown shown) {
        if (shown.subject().isBlank() || shown.subject().length() > LONGEST_SUBJECT) {
            throw new BeamletException(
                    ErrorCode.INVALID_AUTH_TOKEN,
                    "the subject of the bearer token is blank or too long",
                    "report this to whoever runs the issuer");
        }
        return store.read(handle -> {
            Users.User user = find(handle, shown).orElseGet(() -> make(shown));
            Tokens.requireEnabled(user);
            Set<UUID> groups = new HashSet<>(shown.groups());
            groups.addAll(Users.groups(handle, user.id()));
            return new Caller(
                    user.id(), user.name(), user.operator() || shown.operator(), groups, "issuer");
        });
    }

    /** Takes note that there is a group of that name, so that things can be shared with it. */
    public void note(UUID group, String name) {
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO user_groups (group_id, name, created_ms)
                                VALUES (:id, :name, :now) ON CONFLICT DO NOTHING\
                                """)
                        .bind("id", group)
                        .bind("name", name)
                        .bind("now", clock.millis())
                        .execute());
    }

    private static Optional<Users.User> find(Handle handle, Shown shown) {
        return handle.createQuery(
                        "SELECT "
                                + Users.COLUMNS
                                + " FROM users u WHERE issuer = :issuer AND subject = :subject")
                .bind("issuer", shown.issuer())
                .bind("subject", shown.subject())
                .map((row, _) -> Users.User.of(row))
                .findOne();
    }

    /** A name that somebody has already stays theirs; the newcomer's gets an end of its own. */
    private Users.User make(Shown shown) {
        String name = shown.name().replaceAll("[\\s\\p{Cntrl}]+", "_");
        String own = name.substring(0, Math.min(LONGEST_NAME, name.length()));
        String distinct =
                Secrets.hash(shown.issuer() + "\n" + shown.subject()).substring(0, DISTINCT);
        return store.transaction(handle -> {
            insert(handle, shown, own);
            if (find(handle, shown).isEmpty()) {
                insert(handle, shown, own + "~" + distinct);
            }
            return find(handle, shown).orElseThrow();
        });
    }

    private void insert(Handle handle, Shown shown, String name) {
        handle.createUpdate(
                        """
                        INSERT INTO users (user_id, name, created_ms, issuer, subject)
                        VALUES (:id, :name, :now, :issuer, :subject) ON CONFLICT DO NOTHING\
                        """)
                .bind("id", UUID.randomUUID())
                .bind("name", name)
                .bind("now", clock.millis())
                .bind("issuer", shown.issuer())
                .bind("subject", shown.subject())
                .execute();
    }
}
