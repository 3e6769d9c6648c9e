package org.beamlet.cloud.group;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.EndpointKind;
import org.beamlet.cloud.endpoint.Endpoints;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jdbi.v3.core.Handle;

/** The register of endpoint groups. */
public final class EndpointGroups {
    /** Why a task waits whose group is gone. */
    public static final String DELETED = "its endpoint group was deleted; submit it to an endpoint";

    private static final int LONGEST_NAME = 200;
    private static final int MOST_MEMBERS = 50;
    private static final String SELECT =
            "SELECT group_id, owner_id, name, policy, running FROM endpoint_groups";

    private final Store store;
    private final Endpoints endpoints;
    private final Clock clock;

    public EndpointGroups(Store store, Endpoints endpoints, Clock clock) {
        this.store = store;
        this.endpoints = endpoints;
        this.clock = clock;
    }

    /** Makes a group of endpoints that the caller may use. */
    public EndpointGroup create(
            Caller caller,
            String name,
            EndpointGroup.Policy policy,
            EndpointGroup.Running running,
            List<EndpointId> members) {
        requireName(name);
        requireMembers(caller, members);
        EndpointGroup group =
                new EndpointGroup(
                        EndpointId.random(), caller.userId(), name, policy, running, members);
        return store.transaction(handle -> {
            if (insert(handle, group) == 0) {
                throw new BeamletException(
                        ErrorCode.RESOURCE_CONFLICT,
                        "you have an endpoint group '%s' already".formatted(name),
                        "choose another name, or delete that one");
            }
            insertMembers(handle, group);
            return group;
        });
    }

    private static void requireName(String name) {
        StorableText.require("name", name);
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR,
                    "name is missing, blank or too long",
                    "send name with 1 to %d characters".formatted(LONGEST_NAME));
        }
    }

    private void requireMembers(Caller caller, List<EndpointId> members) {
        if (members.isEmpty()
                || members.size() > MOST_MEMBERS
                || members.stream().distinct().count() < members.size()) {
            throw new BeamletException(
                    ErrorCode.SEMANTICALLY_INVALID,
                    "a group of %d endpoints, or one of them twice".formatted(members.size()),
                    "name 1 to %d different endpoints".formatted(MOST_MEMBERS));
        }
        for (EndpointId member : members) {
            EndpointKind kind = endpoints.usable(caller, member).kind();
            if (kind != EndpointKind.AGENT) {
                throw new BeamletException(
                        ErrorCode.SEMANTICALLY_INVALID,
                        "endpoint '%s' is registered as %s".formatted(member, kind.word()),
                        "name endpoints that take tasks themselves");
            }
        }
    }

    private int insert(Handle handle, EndpointGroup group) {
        return handle.createUpdate(
                        """
                        INSERT INTO endpoint_groups
                            (group_id, owner_id, name, policy, running, created_ms)
                        VALUES (:id, :owner, :name, :policy, :running, :now)
                        ON CONFLICT DO NOTHING\
                        """)
                .bind("id", group.id().value())
                .bind("owner", group.ownerId())
                .bind("name", group.name())
                .bind("policy", group.policy().word())
                .bind("running", group.running().word())
                .bind("now", clock.millis())
                .execute();
    }

    private static void insertMembers(Handle handle, EndpointGroup group) {
        var batch =
                handle.prepareBatch(
                        """
                        INSERT INTO endpoint_group_members (group_id, endpoint_id, position)
                        VALUES (:id, :member, :position)\
                        """);
        for (int i = 0; i < group.members().size(); i++) {
            batch.bind("id", group.id().value())
                    .bind("member", group.members().get(i).value())
                    .bind("position", i)
                    .add();
        }
        batch.execute();
    }

    /** {@return the caller's groups, by name} */
    public List<EndpointGroup> list(Caller caller) {
        return store.read(handle -> {
            List<Head> heads =
                    handle.createQuery(SELECT + " WHERE owner_id = :owner ORDER BY name")
                            .bind("owner", caller.userId())
                            .map((row, _) -> Head.of(row))
                            .list();
            return complete(handle, heads);
        });
    }

    public Optional<EndpointGroup> find(EndpointId id) {
        return store.read(handle -> {
            List<Head> heads =
                    handle.createQuery(SELECT + " WHERE group_id = :id")
                            .bind("id", id.value())
                            .map((row, _) -> Head.of(row))
                            .list();
            return complete(handle, heads).stream().findFirst();
        });
    }

    /** {@return a group of the caller's own} */
    public EndpointGroup owned(Caller caller, EndpointId id) {
        EndpointGroup group = find(id).orElseThrow(() -> unknown(id));
        requireOwner(caller, group);
        return group;
    }

    public void requireOwner(Caller caller, EndpointGroup group) {
        if (!group.ownerId().equals(caller.userId())) {
            throw new BeamletException(
                    ErrorCode.ENDPOINT_ACCESS_FORBIDDEN,
                    "endpoint group '%s' belongs to somebody else".formatted(group.id()),
                    "make a group of your own");
        }
    }

    /** Deletes a group; its tasks stay with the endpoints that have them. */
    public void delete(Caller caller, EndpointId id) {
        EndpointGroup group = owned(caller, id);
        store.transaction(handle -> {
            handle.createUpdate(
                            """
                            UPDATE tasks SET waits_for = :why
                            WHERE endpoint_id = :id AND completed_ms IS NULL\
                            """)
                    .bind("why", DELETED)
                    .bind("id", group.id().value())
                    .execute();
            return handle.createUpdate("DELETE FROM endpoint_groups WHERE group_id = :id")
                    .bind("id", group.id().value())
                    .execute();
        });
    }

    private static BeamletException unknown(EndpointId id) {
        return new BeamletException(
                ErrorCode.ENDPOINT_NOT_FOUND,
                "Endpoint group %s could not be resolved".formatted(id),
                "see `beamlet endpoint-group list`");
    }

    private record Head(UUID id, UUID owner, String name, String policy, String running) {
        static Head of(ResultSet row) throws SQLException {
            return new Head(
                    row.getObject("group_id", UUID.class),
                    row.getObject("owner_id", UUID.class),
                    row.getString("name"),
                    row.getString("policy"),
                    row.getString("running"));
        }
    }

    private static List<EndpointGroup> complete(Handle handle, List<Head> heads) {
        Map<UUID, List<EndpointId>> members = new HashMap<>();
        if (!heads.isEmpty()) {
            handle.createQuery(
                            """
                            SELECT group_id, endpoint_id FROM endpoint_group_members
                            WHERE group_id IN (<ids>) ORDER BY position\
                            """)
                    .bindList("ids", heads.stream().map(Head::id).toList())
                    .map((row, _) ->
                            Map.entry(
                                    row.getObject("group_id", UUID.class),
                                    new EndpointId(row.getObject("endpoint_id", UUID.class))))
                    .forEach(member ->
                            members.computeIfAbsent(member.getKey(), _ -> new ArrayList<>())
                                    .add(member.getValue()));
        }
        return heads.stream()
                .map(head ->
                        new EndpointGroup(
                                new EndpointId(head.id()),
                                head.owner(),
                                head.name(),
                                EndpointGroup.Policy.of(head.policy()),
                                EndpointGroup.Running.of(head.running()),
                                members.getOrDefault(head.id(), List.of())))
                .toList();
    }
}
