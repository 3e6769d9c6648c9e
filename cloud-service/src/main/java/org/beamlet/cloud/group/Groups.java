package org.beamlet.cloud.group;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.Users;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The register of groups. Their owner and operators say who belongs to them. */
public final class Groups {
    private static final String COLUMNS = "group_id, owner_id, name, created_ms";
    private static final int LONGEST_NAME = 200;

    private final Store store;
    private final Clock clock;

    public Groups(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * A group.
     *
     * @param owner null where an issuer's tokens say who belongs to it
     */
    public record Group(UUID id, @Nullable UUID owner, String name, long createdMs) {
        static Group of(ResultSet row) throws SQLException {
            return new Group(
                    row.getObject("group_id", UUID.class),
                    row.getObject("owner_id", UUID.class),
                    row.getString("name"),
                    row.getLong("created_ms"));
        }
    }

    /** A user who belongs to a group. */
    public record Member(UUID id, String name) {}

    /** Makes a group of the caller's. */
    public Group create(Caller caller, @Nullable String name) {
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "'name' is missing, blank or too long",
                    "send {\"name\": …} with 1 to %d characters".formatted(LONGEST_NAME));
        }
        if (caller.equals(Caller.FOLDER_OWNER)) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "the admin secret is nobody who could own a group",
                    "make the group with a user's token");
        }
        Group group = new Group(UUID.randomUUID(), caller.userId(), name, clock.millis());
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO user_groups (group_id, owner_id, name, created_ms)
                                VALUES (:id, :owner, :name, :now)\
                                """)
                        .bind("id", group.id())
                        .bind("owner", group.owner())
                        .bind("name", group.name())
                        .bind("now", group.createdMs())
                        .execute());
        return group;
    }

    /** {@return the groups that the caller belongs to; operators see all} */
    public List<Group> list(Caller caller) {
        Set<UUID> own = caller.groups();
        return store
                .read(handle ->
                        handle.createQuery(
                                        "SELECT "
                                                + COLUMNS
                                                + " FROM user_groups ORDER BY name, group_id")
                                .map((row, _) -> Group.of(row))
                                .list())
                .stream()
                .filter(group -> caller.operator() || own.contains(group.id()))
                .toList();
    }

    /** {@return a group that the caller belongs to} */
    public Group visible(Caller caller, UUID id) {
        Group group = find(id).orElseThrow(() -> unknown(id));
        if (!caller.operator() && !caller.groups().contains(id)) {
            throw forbidden(id, "you do not belong to it");
        }
        return group;
    }

    /** Raises unless the caller belongs to each of the groups, and so may share with them. */
    public void requireMember(Caller caller, Collection<UUID> groups) {
        groups.forEach(id -> visible(caller, id));
    }

    public List<Member> members(UUID group) {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT u.user_id, u.name FROM group_members m
                                JOIN users u ON u.user_id = m.user_id
                                WHERE m.group_id = :id ORDER BY u.name\
                                """)
                        .bind("id", group)
                        .map((row, _) ->
                                new Member(
                                        row.getObject("user_id", UUID.class),
                                        row.getString("name")))
                        .list());
    }

    public void add(Caller caller, UUID id, Users.User user) {
        managed(caller, id);
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO group_members (group_id, user_id)
                                VALUES (:group, :user) ON CONFLICT DO NOTHING\
                                """)
                        .bind("group", id)
                        .bind("user", user.id())
                        .execute());
    }

    /** Takes a user out of a group; everybody may leave. */
    public void remove(Caller caller, UUID id, Users.User user) {
        if (!user.id().equals(caller.userId())) {
            managed(caller, id);
        }
        store.transaction(handle ->
                handle.createUpdate(
                                "DELETE FROM group_members"
                                        + " WHERE group_id = :group AND user_id = :user")
                        .bind("group", id)
                        .bind("user", user.id())
                        .execute());
    }

    /** Deletes a group; what was shared with it alone is private again. */
    public void delete(Caller caller, UUID id) {
        managed(caller, id);
        store.transaction(handle -> {
            on(handle, "UPDATE functions SET group_id = NULL WHERE group_id = :id", id);
            on(handle, "DELETE FROM endpoint_user_groups WHERE group_id = :id", id);
            on(handle, "DELETE FROM user_groups WHERE group_id = :id", id);
            return id;
        });
    }

    private static void on(Handle handle, String sql, UUID id) {
        handle.createUpdate(sql).bind("id", id).execute();
    }

    private void managed(Caller caller, UUID id) {
        Group group = find(id).orElseThrow(() -> unknown(id));
        if (group.owner() == null) {
            throw forbidden(id, "the issuer says who belongs to it");
        }
        if (!caller.operator() && !caller.userId().equals(group.owner())) {
            throw forbidden(id, "it belongs to somebody else");
        }
    }

    private Optional<Group> find(UUID id) {
        return store.read(handle ->
                handle.createQuery("SELECT " + COLUMNS + " FROM user_groups WHERE group_id = :id")
                        .bind("id", id)
                        .map((row, _) -> Group.of(row))
                        .findOne());
    }

    private static BeamletException unknown(UUID id) {
        return new BeamletException(
                ErrorCode.AUTH_GROUP_NOT_FOUND,
                "Group %s could not be resolved".formatted(id),
                "use an id of `beamlet group list`");
    }

    private static BeamletException forbidden(UUID id, String why) {
        return new BeamletException(
                ErrorCode.AUTH_GROUP_ACCESS_FORBIDDEN,
                "group '%s' is not yours to use so: %s".formatted(id, why),
                "ask its owner; `beamlet group list` shows your groups");
    }
}
