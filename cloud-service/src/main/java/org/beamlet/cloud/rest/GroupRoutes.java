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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** Groups of users. A member is named by user name or id. */
@Path("/beamlet/v1/groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Groups of users")
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
    @Operation(
            operationId = "makeGroup",
            summary = "Make a group of users",
            description = "It is yours; whom you add to it may use what is shared with it.")
    @RequestBody(
            description = "The name, 1 to 200 characters.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewGroup.class)))
    @APIResponse(responseCode = "200", description = "The group.")
    @APIResponse(
            responseCode = "400",
            description = "REQUEST_KEY_ERROR: a name is missing, blank or too long.")
    public Shown create(byte[] body) {
        NewGroup wish = Bodies.read(body, NewGroup.class);
        Groups.Group group = access.groups().create(caller.get(), wish.name());
        access.changed();
        return Shown.of(group, List.of());
    }

    @GET
    @Operation(
            operationId = "listGroups",
            summary = "Groups that you belong to",
            description = "Operators see all groups.")
    @APIResponse(responseCode = "200", description = "The groups, without their members.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED or INVALID_AUTH_TOKEN: no token that counts.")
    public List<Shown> list() {
        return access.groups().list(caller.get()).stream()
                .map(group -> Shown.of(group, null))
                .toList();
    }

    @GET
    @Path("{id}")
    @Operation(
            operationId = "showGroup",
            summary = "A group and its members",
            description = "Of a group that an issuer keeps, the members are not known here.")
    @APIResponse(responseCode = "200", description = "The group.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "AUTH_GROUP_ACCESS_FORBIDDEN: you do not belong to it.")
    @APIResponse(
            responseCode = "404",
            description = "AUTH_GROUP_NOT_FOUND: there is no such group.")
    public Shown show(@Parameter(description = "The group's UUID.") @RestPath String id) {
        Groups.Group group = access.groups().visible(caller.get(), uuid(id));
        return Shown.of(
                group,
                access.groups().members(group.id()).stream()
                        .map(member -> new Member(member.name(), member.id().toString()))
                        .toList());
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "deleteGroup",
            summary = "Delete a group of yours",
            description = "What was shared with it alone is private again.")
    @APIResponse(responseCode = "200", description = "Its id.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "AUTH_GROUP_ACCESS_FORBIDDEN: it is not yours, or an issuer keeps it.")
    @APIResponse(
            responseCode = "404",
            description = "AUTH_GROUP_NOT_FOUND: there is no such group.")
    public Map<String, String> delete(
            @Parameter(description = "The group's UUID.") @RestPath String id) {
        access.groups().delete(caller.get(), uuid(id));
        access.changed();
        return Map.of("deleted", id);
    }

    @PUT
    @Path("{id}/members/{user}")
    @Operation(
            operationId = "addMember",
            summary = "Take a user into a group of yours",
            description = "Nothing happens to one who belongs to it.")
    @APIResponse(responseCode = "200", description = "The group, with all members.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "AUTH_GROUP_ACCESS_FORBIDDEN: it is not yours, or an issuer keeps it.")
    @APIResponse(
            responseCode = "404",
            description = "AUTH_GROUP_NOT_FOUND or USER_NOT_FOUND: there is no such group or user.")
    public Shown add(
            @Parameter(description = "The group's UUID.") @RestPath String id,
            @Parameter(description = "A user's name or UUID.") @RestPath String user) {
        access.groups().add(caller.get(), uuid(id), access.users().find(user));
        access.changed();
        return show(id);
    }

    @DELETE
    @Path("{id}/members/{user}")
    @Operation(
            operationId = "removeMember",
            summary = "Take a user out of a group of yours, or leave one",
            description = "Nothing happens where the user does not belong to it.")
    @APIResponse(responseCode = "200", description = "Who was named.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "AUTH_GROUP_ACCESS_FORBIDDEN: it is not yours, or an issuer keeps it.")
    @APIResponse(
            responseCode = "404",
            description = "AUTH_GROUP_NOT_FOUND or USER_NOT_FOUND: there is no such group or user.")
    public Map<String, String> remove(
            @Parameter(description = "The group's UUID.") @RestPath String id,
            @Parameter(description = "A user's name or UUID.") @RestPath String user) {
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
