package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.beamlet.cloud.auth.Clients;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** For whoever can read the data folder of the service, on its host. */
@Path("/beamlet/v1/admin")
@Produces(MediaType.APPLICATION_JSON)
public class AdminRoutes {
    private final CloudService service;

    @Inject
    public AdminRoutes(CloudService service) {
        this.service = service;
    }

    record TokenRequest(@JsonProperty("user") @Nullable String user) {}

    record TokenAnswer(
            @JsonProperty("token") String token,
            @JsonProperty("user") String user,
            @JsonProperty("user_id") String userId) {}

    /** Open to nobody without the secret, which stands in for a token here. */
    @POST
    @Path("tokens")
    @Open
    @Tag(name = "Administration")
    @Operation(
            operationId = "mintToken",
            summary = "Mint a token",
            description =
                    "For whoever can read admin.secret in the data folder, on the service's host.")
    @RequestBody(
            description = "Whose token; a new name makes a new user.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenRequest.class),
                            examples =
                                    @ExampleObject(
                                            name = "alice",
                                            value = "{\"user\": \"alice\"}")))
    @APIResponse(responseCode = "200", description = "The token, which is shown only here.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED: the header X-Beamlet-Admin is missing or wrong.")
    @APIResponse(responseCode = "404", description = "ROUTE_NOT_FOUND: called from another host.")
    public TokenAnswer token(
            @Parameter(description = "The content of admin.secret.") @RestHeader("X-Beamlet-Admin")
                    @Nullable String secret,
            @Context HttpServerRequest request,
            byte[] body) {
        String user = user(secret, request, body);
        Tokens.Minted minted = service.tokens().mint(user);
        return new TokenAnswer(
                minted.token(), minted.caller().name(), minted.caller().userId().toString());
    }

    record ClientAnswer(
            @JsonProperty("client_id") String clientId,
            @JsonProperty("client_secret") String clientSecret,
            @JsonProperty("user") String user,
            @JsonProperty("user_id") String userId) {}

    /** A pair with which a program logs in at the lab's stand-in for Globus Auth. */
    @POST
    @Path("clients")
    @Open
    @Tag(name = "Administration")
    @Operation(
            operationId = "mintClient",
            summary = "Make a client id and secret for a program",
            description =
                    "For whoever can read admin.secret in the data folder, on the service's host.")
    @RequestBody(
            description = "As whom the program acts; a new name makes a new user.",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TokenRequest.class),
                            examples =
                                    @ExampleObject(
                                            name = "alice",
                                            value = "{\"user\": \"alice\"}")))
    @APIResponse(responseCode = "200", description = "The pair; the secret is shown only here.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED: the header X-Beamlet-Admin is missing or wrong.")
    @APIResponse(responseCode = "404", description = "ROUTE_NOT_FOUND: called from another host.")
    public ClientAnswer client(
            @Parameter(description = "The content of admin.secret.") @RestHeader("X-Beamlet-Admin")
                    @Nullable String secret,
            @Context HttpServerRequest request,
            byte[] body) {
        Clients.Minted minted = service.clients().mint(user(secret, request, body));
        return new ClientAnswer(
                minted.id().toString(),
                minted.secret(),
                minted.caller().name(),
                minted.caller().userId().toString());
    }

    private String user(@Nullable String secret, HttpServerRequest request, byte[] body) {
        requireAdmin(service, secret, request);
        String user = Bodies.read(body, TokenRequest.class).user();
        if (user == null) {
            throw new BeamletException(
                    ErrorCode.REQUEST_KEY_ERROR, "'user' is missing", "send {\"user\": name}");
        }
        return user;
    }

    /** Raises unless the call comes from this host, by somebody who can read the data folder. */
    static void requireAdmin(
            CloudService service, @Nullable String secret, HttpServerRequest request) {
        Loopback.require(request.remoteAddress().hostAddress());
        if (secret == null || !service.adminSecret().matches(secret)) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "the header X-Beamlet-Admin is missing or wrong",
                    "send the content of admin.secret in the service's data folder");
        }
    }
}
