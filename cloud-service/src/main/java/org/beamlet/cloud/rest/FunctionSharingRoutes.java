package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.beamlet.cloud.function.RegisteredFunction;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.id.FunctionId;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** With whom functions are shared. */
@Path("/beamlet/v1/functions")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Sharing")
public class FunctionSharingRoutes {
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public FunctionSharingRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FunctionSharing(
            @JsonProperty("public") @Nullable Boolean isPublic,
            @JsonProperty("group") @Nullable String group) {}

    @GET
    @Path("{id}/sharing")
    @Operation(
            operationId = "showFunctionSharing",
            summary = "With whom a function is shared",
            description = "With everybody, with a group, or with nobody.")
    @APIResponse(responseCode = "200", description = "Public or not, and the group.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no id.")
    @APIResponse(
            responseCode = "403",
            description = "FUNCTION_ACCESS_FORBIDDEN: you may not run it.")
    @APIResponse(
            responseCode = "404",
            description = "FUNCTION_NOT_FOUND: there is no such function.")
    public FunctionSharing function(
            @Parameter(description = "The function's UUID.") @RestPath String id) {
        RegisteredFunction function = service.functions().find(caller.get(), FunctionId.parse(id));
        UUID group = function.group();
        return new FunctionSharing(function.isPublic(), group == null ? null : group.toString());
    }

    @PUT
    @Path("{id}/sharing")
    @Operation(
            operationId = "shareFunction",
            summary = "Share a function of yours",
            description =
                    "Replaces how it was shared before. Functions of the catalog stay public.")
    @RequestBody(
            description = "Public or not, and a group; private where both are left out.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = FunctionSharing.class)))
    @APIResponse(responseCode = "200", description = "How it is shared now.")
    @APIResponse(
            responseCode = "400",
            description = "INVALID_UUID: the function or the group is no UUID.")
    @APIResponse(
            responseCode = "403",
            description =
                    "FUNCTION_ACCESS_FORBIDDEN: it is not yours. AUTH_GROUP_ACCESS_FORBIDDEN: you do not belong to the group.")
    @APIResponse(
            responseCode = "404",
            description =
                    "FUNCTION_NOT_FOUND or AUTH_GROUP_NOT_FOUND: there is no such function or group.")
    public FunctionSharing shareFunction(
            @Parameter(description = "The function's UUID.") @RestPath String id, byte[] body) {
        FunctionSharing wish = Bodies.read(body, FunctionSharing.class);
        String group = wish.group();
        service.functions()
                .share(
                        caller.get(),
                        FunctionId.parse(id),
                        Boolean.TRUE.equals(wish.isPublic()),
                        group == null ? null : GroupRoutes.uuid(group));
        return function(id);
    }
}
