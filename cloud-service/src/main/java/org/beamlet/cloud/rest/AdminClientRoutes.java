package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.auth.Clients;
import org.beamlet.cloud.service.CloudService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** For whoever looks after the service: ids and secrets with which programs log in. */
@Path("/beamlet/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@OperatorsOnly
@Tag(name = "Administration")
@APIResponse(responseCode = "403", description = "OPERATOR_REQUIRED: you are no operator.")
public class AdminClientRoutes {
    private final CloudService service;
    private final Administration administration;

    @Inject
    public AdminClientRoutes(CloudService service) {
        this.service = service;
        this.administration = service.access().administration();
    }

    @POST
    @Path("daemons")
    @Operation(
            operationId = "makeServiceClient",
            summary = "Make a service client",
            description =
                    "A program that acts as a user of its own. It gets tokens for its id and"
                            + " secret at /beamlet/v1/oauth2/token.")
    @RequestBody(
            description =
                    "Its name; how many seconds it lives (for ever if left out), and each of its"
                            + " tokens (an hour).",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AdminRequests.Client.class)))
    @APIResponse(
            responseCode = "200",
            description = "Its id and secret; the secret is shown only here.")
    @APIResponse(
            responseCode = "400",
            description = "REQUEST_KEY_ERROR: name is missing. USAGE: the name is a person's.")
    public AdminAnswers.NewClient makeClient(byte[] body) {
        return administration.makeClient(Bodies.read(body, AdminRequests.Client.class));
    }

    @GET
    @Path("daemons")
    @Operation(
            operationId = "listServiceClients",
            summary = "All service clients",
            description = "Without their secrets; with revoked ones.")
    @APIResponse(responseCode = "200", description = "The clients.")
    public List<AdminAnswers.Client> clients() {
        return administration.clients();
    }

    @DELETE
    @Path("daemons/{id}")
    @Operation(
            operationId = "revokeServiceClient",
            summary = "Revoke a service client",
            description = "Its secret and every token that it got are refused from now on.")
    @APIResponse(responseCode = "200", description = "The client, with the time of its end.")
    @APIResponse(responseCode = "400", description = "INVALID_UUID: that is no client's id.")
    @APIResponse(responseCode = "404", description = "TOKEN_NOT_FOUND: there is no such client.")
    public AdminAnswers.Client revokeClient(
            @Parameter(description = "The client's UUID.") @RestPath String id) {
        AdminAnswers.Client revoked = administration.revokeClient(id);
        service.access().changed();
        return revoked;
    }

    /** A pair with which a program logs in at the lab's stand-in for Globus Auth. */
    @POST
    @Path("clients")
    @Operation(
            operationId = "mintClient",
            summary = "Make a client id and secret for a program of a user",
            description =
                    "For programs that were written for Globus Auth: with the pair they log in at"
                            + " this service as that user, who is made too where there is none.")
    @RequestBody(
            description = "Whose program it is; nothing but `user` counts.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AdminRequests.Token.class)))
    @APIResponse(responseCode = "200", description = "The pair; the secret is shown only here.")
    @APIResponse(
            responseCode = "400",
            description = "REQUEST_KEY_ERROR: user is missing. USAGE: that is no user name.")
    public AdminAnswers.LabClient labClient(byte[] body) {
        String user = administration.requiredUser(Bodies.read(body, AdminRequests.Token.class));
        Clients.Minted minted = service.clients().mint(user);
        return new AdminAnswers.LabClient(
                minted.id().toString(),
                minted.secret(),
                minted.caller().name(),
                minted.caller().userId().toString());
    }
}
