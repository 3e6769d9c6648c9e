package org.beamlet.cloud.rest;

import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.audit.ChainReport;
import org.beamlet.protocol.json.Json;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** For whoever looks after the service: everybody's tokens, and the audit log. */
@Path("/beamlet/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@OperatorsOnly
@Tag(name = "Administration")
@APIResponse(responseCode = "403", description = "OPERATOR_REQUIRED: you are no operator.")
public class AdminRoutes {
    private static final String LINES = "application/x-ndjson";

    private final CloudService service;
    private final Administration administration;

    @Inject
    public AdminRoutes(CloudService service) {
        this.service = service;
        this.administration = service.access().administration();
    }

    @POST
    @Path("tokens")
    @Operation(
            operationId = "mintToken",
            summary = "Make a token for a user",
            description =
                    "Makes the user too where there is none of that name. With `operator` the user"
                            + " becomes an operator, or is none any longer.")
    @RequestBody(
            description = "Whose it is, how many seconds it lives (for ever if left out), a label.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = AdminRequests.Token.class),
                            examples =
                                    @ExampleObject(
                                            name = "for a month",
                                            value =
                                                    """
                                                    {"user": "alice", "expires_in": 2592000,
                                                     "label": "beamline laptop"}
                                                    """)))
    @APIResponse(responseCode = "200", description = "The token, which is shown only here.")
    @APIResponse(
            responseCode = "400",
            description =
                    "REQUEST_KEY_ERROR: user is missing. USAGE: a user name or a lifetime that"
                            + " there cannot be.")
    public AdminAnswers.NewToken mint(byte[] body) {
        return administration.mint(Bodies.read(body, AdminRequests.Token.class));
    }

    @GET
    @Path("tokens")
    @Operation(
            operationId = "listAllTokens",
            summary = "Everybody's tokens, or one user's",
            description = "Without their text, which nobody can see again; with revoked ones.")
    @APIResponse(responseCode = "200", description = "The tokens.")
    @APIResponse(responseCode = "404", description = "USER_NOT_FOUND: there is no such user.")
    public List<AdminAnswers.Token> tokens(
            @Parameter(description = "Only this user's: a name or UUID.") @RestQuery
                    @Nullable String user) {
        return administration.tokens(Optional.ofNullable(user));
    }

    @DELETE
    @Path("tokens/{id}")
    @Operation(
            operationId = "revokeAnyToken",
            summary = "Revoke a token, whosever it is",
            description =
                    "It is refused from now on, and its user's connections to the broker are"
                            + " closed.")
    @APIResponse(responseCode = "200", description = "The token, with the time of its end.")
    @APIResponse(responseCode = "404", description = "TOKEN_NOT_FOUND: there is no such token.")
    public AdminAnswers.Token revoke(
            @Parameter(description = "The id of a token, as the list shows it.") @RestPath
                    String id) {
        AdminAnswers.Token revoked = administration.revoke(id);
        service.access().changed();
        return revoked;
    }

    /** One JSON object a line, oldest first. */
    @GET
    @Path("audit")
    @Produces(LINES)
    @Operation(
            operationId = "readAudit",
            summary = "Who did what, and what was refused",
            description = "One JSON object a line, oldest first.")
    @APIResponse(responseCode = "200", description = "The entries.")
    @APIResponse(responseCode = "400", description = "USAGE: since is not a time.")
    public String audit(
            @Parameter(
                            description =
                                    "Entries from then on, such as 2026-11-21T09:00:00Z; the last"
                                            + " day if left out.")
                    @RestQuery
                    @Nullable String since,
            @Parameter(description = "Only what this user did.") @RestQuery @Nullable String user,
            @Parameter(description = "At most so many, 1 to 100000.") @RestQuery
                    @Nullable Integer limit) {
        StringBuilder lines = new StringBuilder();
        administration
                .audit(Optional.ofNullable(since), Optional.ofNullable(user), limit)
                .forEach(entry -> lines.append(Json.write(entry)).append('\n'));
        return lines.toString();
    }

    /** Goes along all entries that are kept. */
    @GET
    @Path("audit/verification")
    @Operation(
            operationId = "verifyAudit",
            summary = "Whether the audit log is whole",
            description =
                    "Goes along the chain of hashes of all entries that are kept; an entry that is"
                            + " gone or was changed is named.")
    @APIResponse(responseCode = "200", description = "What was found.")
    public ChainReport verifyAudit() {
        return administration.auditVerification();
    }
}
