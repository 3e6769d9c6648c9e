package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.beamlet.cloud.access.Access;
import org.beamlet.cloud.group.Groups;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Groups of users. A member is named by user name or id. */
@Path("/beamlet/v1/groups")
@Produces(MediaType.APPLICATION_JSON)
public class GroupRoutes {
    private final Access access;
    private final CurrentCaller caller;

    @Inject
    public GroupRoutes(CloudService service, CurrentCaller caller) {
        this.access = service.access();
        this.caller = caller;
    }

    record NewGroup(@JsonProperty("name") @Nullable String name) {}

    record Member(@JsonProperty("user") String user, @JsonProperty("user_id") String userId) {}

    /** The source says who keeps the members: {@code service}, or the {@code issuer}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Shown(
            @JsonProperty("group_id") String groupId,
            @JsonProperty("name") String name,
            @JsonProperty("owner") @Nullable String owner,
            @JsonProperty("source") String source,
            @JsonProperty("members") @Nullable List<Member> members) {
        static Shown of(Groups.Group group, @Nullable List<Member> members) {
            UUID owner = group.owner();
            return new Shown(
                    group.id().toString(),
                    group.name(),
                    owner == null ? null : owner.toString(),
                    owner == null ? "issuer" : "service",
                    members);
        }
    }

    @POST
    public Shown create(byte[] body) {
        NewGroup wish = Bodies.read(body, NewGroup.class);
        Groups.Group group = access.groups().create(caller.get(), wish.name());
        access.changed();
        return Shown.of(group, List.of());
    }

    @GET
    public List<Shown> list() {
        return access.groups().list(caller.get()).stream()
                .map(group -> Shown.of(group, null))
                .toList();
    }

    @GET
    @Path("{id}")
    public Shown show(@RestPath String id) {
        Groups.Group group = access.groups().visible(caller.get(), uuid(id));
        return Shown.of(
                group,
                access.groups().members(group.id()).stream()
                        .map(member -> new Member(member.name(), member.id().toString()))
                        .toList());
    }

    @DELETE
    @Path("{id}")
    public Map<String, String> delete(@RestPath String id) {
        access.groups().delete(caller.get(), uuid(id));
        access.changed();
        return Map.of("deleted", id);
    }

    @PUT
    @Path("{id}/members/{user}")
    public Shown add(@RestPath String id, @RestPath String user) {
        access.groups().add(caller.get(), uuid(id), access.users().find(user));
        access.changed();
        return show(id);
    }

    @DELETE
    @Path("{id}/members/{user}")
    public Map<String, String> remove(@RestPath String id, @RestPath String user) {
        access.groups().remove(caller.get(), uuid(id), access.users().find(user));
        access.changed();
        return Map.of("removed", user);
    }

    static UUID uuid(String text) {
        if (!UuidText.isUuid(text)) {
            throw new BeamletException(
                    ErrorCode.INVALID_UUID,
                    "'%s' is not a group id".formatted(text),
                    "use an id of `beamlet group list`");
        }
        return UUID.fromString(text);
    }
}
