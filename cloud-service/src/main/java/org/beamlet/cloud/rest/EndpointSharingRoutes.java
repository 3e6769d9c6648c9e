package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.endpoint.EndpointAccess;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.EndpointId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** With whom endpoints are shared. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sharing")
public class EndpointSharingRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public EndpointSharingRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record EndpointSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("groups") @Nullable List<String> groups,
            @JsonProperty("admins") @Nullable List<String> admins,
            @JsonProperty("run_others_as_me") @Nullable Boolean runOthers,
            @JsonProperty("restricted") @Nullable Boolean restricted) {}

    @GET
    @Path("endpoints/{id}/sharing")
    @Operation(
            operationId = "showEndpointSharing",
            summary = "With whom an endpoint is shared",
            description =
                    "Who may submit to it, who else looks after it, and as whom it runs what others submit.")
    @APIResponse(
            responseCode = "200",
            description = "Public or not, groups, admins, and what its site says.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: you may not use it.")
    @APIResponse(
            responseCode = "404",
            description = "ENDPOINT_NOT_FOUND: there is no such endpoint.")
    public EndpointSharing endpoint(
            @Parameter(description = "The endpoint's UUID.") @RestPath String id) {
        RegisteredEndpoint endpoint =
                service.endpoints().usable(caller.get(), EndpointId.parse(id));
        EndpointAccess.Sharing sharing = service.endpoints().access().sharing(endpoint);
        return new EndpointSharing(
                sharing.isPublic(),
                sharing.groups().stream().map(UUID::toString).toList(),
                sharing.admins().stream().map(UUID::toString).toList(),
                endpoint.runsOthers(),
                endpoint.restricted());
    }

    /** Sets what is named; the rest is the agent's to say when it registers. */
    @PUT
    @Path("endpoints/{id}/sharing")
    @Operation(
            operationId = "shareEndpoint",
            summary = "Share an endpoint",
            description =
                    "For its owner and its admins; the admins are for the owner alone to name. Which"
                            + " functions it runs, and as whom, its site says when it registers.")
    @RequestBody(
            description = "Lists replace what was there; what is left out stays.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = EndpointSharing.class)))
    @APIResponse(responseCode = "200", description = "How it is shared now.")
    @APIResponse(
            responseCode = "400",
            description = "INVALID_UUID: the endpoint, a group or an admin is no UUID.")
    @APIResponse(
            responseCode = "403",
            description =
                    "ENDPOINT_ACCESS_FORBIDDEN: it is not yours to share. AUTH_GROUP_ACCESS_FORBIDDEN: you do not belong to a group.")
    @APIResponse(
            responseCode = "404",
            description =
                    "ENDPOINT_NOT_FOUND or AUTH_GROUP_NOT_FOUND: there is no such endpoint or group.")
    public EndpointSharing shareEndpoint(
            @Parameter(description = "The endpoint's UUID.") @RestPath String id, byte[] body) {
        EndpointSharing wish = Bodies.read(body, EndpointSharing.class);
        Caller who = caller.get();
        RegisteredEndpoint endpoint = service.endpoints().managed(who, EndpointId.parse(id));
        EndpointAccess.Sharing now = service.endpoints().access().sharing(endpoint);
        List<UUID> groups = ids(wish.groups(), now.groups());
        List<UUID> admins = ids(wish.admins(), now.admins());
        if (!groups.equals(now.groups())) {
            service.access().groups().requireMember(who, groups);
        }
        if (!admins.equals(now.admins())) {
            // Whom the owner trusts is the owner's to say.
            RegisteredEndpoint _ = service.endpoints().owned(who, endpoint.id());
        }
        Boolean isPublic = wish.isPublic();
        service.endpoints()
                .access()
                .share(
                        endpoint.id(),
                        new EndpointAccess.Sharing(
                                isPublic == null ? now.isPublic() : isPublic, groups, admins));
        return endpoint(id);
    }

    private static List<UUID> ids(@Nullable List<String> texts, List<UUID> otherwise) {
        return texts == null ? otherwise : texts.stream().map(GroupRoutes::uuid).toList();
    }
}
