package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.beamlet.cloud.endpoint.RegisteredEndpoint;
import org.beamlet.cloud.group.EndpointGroup;
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

/** Endpoints that stand in for each other. */
@Path("/beamlet/v1/endpoint-groups")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Endpoint groups")
public class EndpointGroupRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public EndpointGroupRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record NewGroup(
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("policy") @Nullable String policy,
            @JsonProperty("running") @Nullable String running,
            @JsonProperty("endpoints") @Nullable List<String> endpoints) {}

    record Member(
            @JsonProperty("endpoint_id") String endpointId,
            @JsonProperty("name") @Nullable String name,
            @JsonProperty("status") String status) {}

    record Group(
            @JsonProperty("endpoint_group_id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("policy") String policy,
            @JsonProperty("running") String running,
            @JsonProperty("endpoints") List<Member> endpoints) {}

    @POST
    @Operation(
            operationId = "makeEndpointGroup",
            summary = "Make a group of endpoints that stand in for each other",
            description =
                    "Its id is taken wherever an endpoint's is, for submissions."
                            + " `policy` says which member takes a task: ordered (the first that can) or"
                            + " least-loaded. `running` says when a task that has started goes to another:"
                            + " after-lease, when-offline or never.")
    @RequestBody(
            description = "Name, policy, and 1 to 50 endpoints in the order of preference.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = NewGroup.class)))
    @APIResponse(responseCode = "200", description = "The group.")
    @APIResponse(
            responseCode = "400",
            description =
                    "REQUEST_KEY_ERROR: the name is missing. INVALID_UUID: a member is no UUID.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: you may not use a member.")
    @APIResponse(responseCode = "404", description = "ENDPOINT_NOT_FOUND: there is no such member.")
    @APIResponse(
            responseCode = "409",
            description = "RESOURCE_CONFLICT: you have a group of that name.")
    @APIResponse(
            responseCode = "422",
            description =
                    "SEMANTICALLY_INVALID: a policy that there is not, or members that cannot be grouped.")
    public Group create(byte[] body) {
        NewGroup asked = Bodies.read(body, NewGroup.class);
        List<String> endpoints = asked.endpoints() == null ? List.of() : asked.endpoints();
        return view(
                service.endpointGroups()
                        .create(
                                caller.get(),
                                asked.name() == null ? "" : asked.name(),
                                EndpointGroup.Policy.of(or(asked.policy(), "ordered")),
                                EndpointGroup.Running.of(or(asked.running(), "after-lease")),
                                endpoints.stream().map(EndpointId::parse).toList()));
    }

    private static String or(@Nullable String word, String otherwise) {
        return word == null ? otherwise : word;
    }

    @GET
    @Operation(
            operationId = "listEndpointGroups",
            summary = "Your groups of endpoints",
            description = "By name, with the state of each member.")
    @APIResponse(responseCode = "200", description = "The groups.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED or INVALID_AUTH_TOKEN: no token that counts.")
    public List<Group> list() {
        return service.endpointGroups().list(caller.get()).stream().map(this::view).toList();
    }

    @GET
    @Path("{id}")
    @Operation(
            operationId = "showEndpointGroup",
            summary = "A group of endpoints",
            description = "With the state of each member.")
    @APIResponse(responseCode = "200", description = "The group.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: the group is not yours.")
    @APIResponse(responseCode = "404", description = "ENDPOINT_NOT_FOUND: there is no such group.")
    public Group show(@Parameter(description = "The group's UUID.") @RestPath String id) {
        return view(service.endpointGroups().owned(caller.get(), EndpointId.parse(id)));
    }

    @DELETE
    @Path("{id}")
    @Operation(
            operationId = "deleteEndpointGroup",
            summary = "Delete a group of endpoints",
            description = "Its tasks stay with the endpoints that have them.")
    @APIResponse(responseCode = "200", description = "Its id.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "ENDPOINT_ACCESS_FORBIDDEN: the group is not yours.")
    @APIResponse(responseCode = "404", description = "ENDPOINT_NOT_FOUND: there is no such group.")
    public Map<String, String> delete(
            @Parameter(description = "The group's UUID.") @RestPath String id) {
        service.endpointGroups().delete(caller.get(), EndpointId.parse(id));
        return Map.of("deleted", id);
    }

    private Group view(EndpointGroup group) {
        return new Group(
                group.id().toString(),
                group.name(),
                group.policy().word(),
                group.running().word(),
                group.members().stream().map(this::member).toList());
    }

    private Member member(EndpointId id) {
        Optional<RegisteredEndpoint> endpoint = service.endpoints().find(id);
        String status =
                endpoint.map(one -> one.online(service.clock().instant()) ? "online" : "offline")
                        .orElse("deleted");
        return new Member(
                id.toString(), endpoint.map(RegisteredEndpoint::name).orElse(null), status);
    }
}
