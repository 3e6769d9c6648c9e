package org.beamlet.cloud.rest;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.service.CloudService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** For whoever looks after the service: its users and what each may have. */
@Path("/beamlet/v1/admin/users")
@Produces(MediaType.APPLICATION_JSON)
@OperatorsOnly
@Tag(name = "Administration")
@APIResponse(responseCode = "403", description = "OPERATOR_REQUIRED: you are no operator.")
public class AdminUserRoutes {
    private final CloudService service;
    private final Administration administration;

    @Inject
    public AdminUserRoutes(CloudService service) {
        this.service = service;
        this.administration = service.access().administration();
    }

    @GET
    @Operation(
            operationId = "listUsers",
            summary = "All users",
            description = "People and service clients, with who is an operator or disabled.")
    @APIResponse(responseCode = "200", description = "The users.")
    public List<AdminAnswers.User> users() {
        return administration.users();
    }

    @PUT
    @Path("{user}")
    @Operation(
            operationId = "changeUser",
            summary = "Make a user an operator, disable one, or take that back",
            description =
                    "A disabled user is refused whatever the token; their connections to the"
                            + " broker are closed.")
    @RequestBody(
            description = "What is to change; what is left out stays.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AdminRequests.UserChange.class)))
    @APIResponse(responseCode = "200", description = "The user as they are now.")
    @APIResponse(responseCode = "400", description = "REQUEST_MALFORMED: the body is no JSON.")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND: there is no such user.")
    public AdminAnswers.User change(
            @Parameter(description = "A user's name or UUID.") @RestPath String user, byte[] body) {
        AdminAnswers.User changed =
                administration.change(user, Bodies.read(body, AdminRequests.UserChange.class));
        service.access().changed();
        return changed;
    }

    @DELETE
    @Path("{user}/tokens")
    @Operation(
            operationId = "revokeTokensOfUser",
            summary = "Revoke all tokens of a user",
            description = "As when each of them is revoked.")
    @APIResponse(responseCode = "200", description = "How many this call has revoked.")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND: there is no such user.")
    public Map<String, Integer> revokeAll(
            @Parameter(description = "A user's name or UUID.") @RestPath String user) {
        int revoked = administration.revokeAll(user);
        service.access().changed();
        return Map.of("revoked", revoked);
    }

    @GET
    @Path("{user}/quota")
    @Operation(
            operationId = "showQuotaOfUser",
            summary = "What a user has used of what they may have",
            description = "Unfinished tasks, functions, and bytes submitted today (UTC).")
    @APIResponse(responseCode = "200", description = "Of each what is used, and the limit.")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND: there is no such user.")
    public JsonNode quota(
            @Parameter(description = "A user's name or UUID.") @RestPath String user) {
        return QuotaView.of(
                service.access().quotas().status(service.access().users().find(user).id()));
    }

    @PUT
    @Path("{user}/quota")
    @Operation(
            operationId = "grantQuota",
            summary = "Give a user limits of their own",
            description = "Replaces those given before; for what is left out the service's count.")
    @RequestBody(
            description = "The limits, each 0 or more.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AdminRequests.Quota.class)))
    @APIResponse(responseCode = "200", description = "What is used, and the limits that count now.")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND: there is no such user.")
    @APIResponse(responseCode = "422", description = "SEMANTICALLY_INVALID: a limit below 0.")
    public JsonNode grant(
            @Parameter(description = "A user's name or UUID.") @RestPath String user, byte[] body) {
        administration.grant(user, Bodies.read(body, AdminRequests.Quota.class));
        return quota(user);
    }
}
