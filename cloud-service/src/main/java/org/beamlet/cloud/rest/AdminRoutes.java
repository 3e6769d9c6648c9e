package org.beamlet.cloud.rest;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.Optional;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.cloud.access.AdminRequests;
import org.beamlet.cloud.access.Administration;
import org.beamlet.cloud.auth.Clients;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.json.Json;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** For whoever looks after the service: tokens, service clients, users, the audit log. */
@Path("/beamlet/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
@OperatorsOnly
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
    @Tag(name = "Administration")
    @Operation(operationId = "mintToken", summary = "Mint a token")
    @APIResponse(responseCode = "200", description = "The token, which is shown only here.")
    public AdminAnswers.NewToken mint(byte[] body) {
        return administration.mint(Bodies.read(body, AdminRequests.Token.class));
    }

    @GET
    @Path("tokens")
    public List<AdminAnswers.Token> tokens(@RestQuery @Nullable String user) {
        return administration.tokens(Optional.ofNullable(user));
    }

    @DELETE
    @Path("tokens/{id}")
    public AdminAnswers.Token revoke(@RestPath String id) {
        AdminAnswers.Token revoked = administration.revoke(id);
        service.access().changed();
        return revoked;
    }

    @DELETE
    @Path("users/{user}/tokens")
    public Map<String, Integer> revokeAll(@RestPath String user) {
        int revoked = administration.revokeAll(user);
        service.access().changed();
        return Map.of("revoked", revoked);
    }

    @GET
    @Path("users")
    public List<AdminAnswers.User> users() {
        return administration.users();
    }

    @PUT
    @Path("users/{user}")
    public AdminAnswers.User change(@RestPath String user, byte[] body) {
        AdminAnswers.User changed =
                administration.change(user, Bodies.read(body, AdminRequests.UserChange.class));
        service.access().changed();
        return changed;
    }

    @GET
    @Path("users/{user}/quota")
    public JsonNode quota(@RestPath String user) {
        return QuotaView.of(
                service.access().quotas().status(service.access().users().find(user).id()));
    }

    @PUT
    @Path("users/{user}/quota")
    public JsonNode grant(@RestPath String user, byte[] body) {
        administration.grant(user, Bodies.read(body, AdminRequests.Quota.class));
        return quota(user);
    }

    @POST
    @Path("daemons")
    public AdminAnswers.NewClient makeClient(byte[] body) {
        return administration.makeClient(Bodies.read(body, AdminRequests.Client.class));
    }

    @GET
    @Path("daemons")
    public List<AdminAnswers.Client> clients() {
        return administration.clients();
    }

    @DELETE
    @Path("daemons/{id}")
    public AdminAnswers.Client revokeClient(@RestPath String id) {
        AdminAnswers.Client revoked = administration.revokeClient(id);
        service.access().changed();
        return revoked;
    }

    /** A pair with which a program logs in at the lab's stand-in for Globus Auth. */
    @POST
    @Path("clients")
    @Tag(name = "Administration")
    @Operation(operationId = "mintClient", summary = "Make a client id and secret for a program")
    @APIResponse(responseCode = "200", description = "The pair; the secret is shown only here.")
    public AdminAnswers.LabClient labClient(byte[] body) {
        String user = administration.requiredUser(Bodies.read(body, AdminRequests.Token.class));
        Clients.Minted minted = service.clients().mint(user);
        return new AdminAnswers.LabClient(
                minted.id().toString(),
                minted.secret(),
                minted.caller().name(),
                minted.caller().userId().toString());
    }

    /** One JSON object a line, oldest first. */
    @GET
    @Path("audit")
    @Produces(LINES)
    public String audit(
            @RestQuery @Nullable String since,
            @RestQuery @Nullable String user,
            @RestQuery @Nullable Integer limit) {
        StringBuilder lines = new StringBuilder();
        administration
                .audit(Optional.ofNullable(since), Optional.ofNullable(user), limit)
                .forEach(entry -> lines.append(Json.write(entry)).append('\n'));
        return lines.toString();
    }
}
