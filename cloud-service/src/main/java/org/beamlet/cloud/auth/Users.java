package org.beamlet.cloud.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jdbi.v3.core.Handle;

/** The register of users. */
public final class Users {
    static final String COLUMNS = "u.user_id, u.name, u.kind, u.is_operator, u.disabled_ms";
    private static final int LONGEST_NAME = 200;

    private final Store store;
    private final Clock clock;

    public Users(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A user.
     *
     * @param kind {@code person} or {@code service}
     */
    public record User(UUID id, String name, String kind, boolean operator, boolean disabled) {
        static User of(ResultSet row) throws SQLException {
            return new User(
                    row.getObject("user_id", UUID.class),
                    row.getString("name"),
                    row.getString("kind"),
                    row.getBoolean("is_operator"),
                    row.getLong("disabled_ms") != 0);
        }
    }

    public List<User> list() {
        return store.read(handle ->
                handle.createQuery("SELECT " + COLUMNS + " FROM users u ORDER BY u.name")
                        .map((row, _) -> User.of(row))
                        .list());
    }

    /** Finds a user by name or id. */
    public User find(String nameOrId) {
        return lookUp(nameOrId)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.USER_NOT_FOUND,
                                "there is no user '%s'".formatted(nameOrId),
                                "check the name; users are made with their first token"));
    }

    private Optional<User> lookUp(String nameOrId) {
        boolean id = UuidText.isUuid(nameOrId);
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + COLUMNS
                                        + " FROM users u WHERE "
                                        + (id ? "u.user_id = :id" : "u.name = :name"))
                        .bind("id", id ? UUID.fromString(nameOrId) : new UUID(0, 0))
                        .bind("name", nameOrId)
                        .map((row, _) -> User.of(row))
                        .findOne());
    }

    /** Gives a user the office of operator or takes it away. */
    public void operator(User user, boolean operator) {
        store.transaction(handle ->
                handle.createUpdate("UPDATE users SET is_operator = :is WHERE user_id = :id")
                        .bind("is", operator)
                        .bind("id", user.id())
                        .execute());
    }

    /** Shuts a user out, whatever they show, or lets them in again. */
    public void disabled(User user, boolean disabled) {
        store.transaction(handle -> {
            handle.createUpdate("UPDATE users SET disabled_ms = :at WHERE user_id = :id")
                    .bind("at", disabled ? clock.millis() : null)
                    .bind("id", user.id())
                    .execute();
            if (disabled) {
                LoginEndings.add(handle, user.id());
            }
            return user;
        });
    }

    /** {@return who publishes what came with the service's installation} */
    public Caller installation(String name) {
        User user = store.transaction(handle -> local(handle, name, "service", clock.millis()));
        return Caller.installation(user.id(), user.name());
    }

    /** Finds the local user of that name, making one where there is none. */
    static User local(Handle handle, String name, String kind, long now) {
        requireName(name);
        handle.createUpdate(
                        """
                        INSERT INTO users (user_id, name, kind, created_ms)
                        VALUES (:id, :name, :kind, :now) ON CONFLICT DO NOTHING\
                        """)
                .bind("id", UUID.randomUUID())
                .bind("name", name)
                .bind("kind", kind)
                .bind("now", now)
                .execute();
        return handle.createQuery("SELECT " + COLUMNS + " FROM users u WHERE u.name = :name")
                .bind("name", name)
                .map((row, _) -> User.of(row))
                .one();
    }

    static Set<UUID> groups(Handle handle, UUID user) {
        return new HashSet<>(
                handle.createQuery(
                                """
                                SELECT group_id FROM group_members WHERE user_id = :id
                                UNION SELECT group_id FROM user_groups WHERE owner_id = :id\
                                """)
                        .bind("id", user)
                        .map((row, _) -> row.getObject(1, UUID.class))
                        .list());
    }

    private static void requireName(String name) {
        StorableText.require("the user name", name);
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || UuidText.isUuid(name)
                || name.chars().anyMatch(c -> Character.isWhitespace(c) || c < ' ')) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' is not a user name".formatted(name),
                    "use 1 to %d characters without white space, such as alice"
                            .formatted(LONGEST_NAME));
        }
    }
}
