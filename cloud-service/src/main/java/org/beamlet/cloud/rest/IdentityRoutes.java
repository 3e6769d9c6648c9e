package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.access.Access;
import org.beamlet.cloud.access.AdminAnswers;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.oidc.OidcSettings;
import org.beamlet.cloud.service.CloudService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** How to log in, who one is then, and one's own tokens and limits. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Yourself")
public class IdentityRoutes {
    private final Access access;
    private final CurrentCaller caller;

    @Inject
    public IdentityRoutes(CloudService service, CurrentCaller caller) {
        this.access = service.access();
        this.caller = caller;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record SingleSignOn(
            @JsonProperty("issuer") @Nullable String issuer,
            @JsonProperty("client_id") @Nullable String clientId,
            @JsonProperty("scopes") @Nullable List<String> scopes,
            @JsonProperty("audience") @Nullable String audience) {
        static SingleSignOn of(OidcSettings settings) {
            return new SingleSignOn(
                    settings.issuer().toString(),
                    settings.clientId().orElse(null),
                    settings.scopes(),
                    settings.audience());
        }
    }

    record Self(
            @JsonProperty("user") String user,
            @JsonProperty("user_id") String userId,
            @JsonProperty("operator") boolean operator,
            @JsonProperty("groups") List<String> groups,
            @JsonProperty("credential") String credential) {
        static Self of(Caller caller) {
            return new Self(
                    caller.name(),
                    caller.userId().toString(),
                    caller.operator(),
                    caller.groups().stream().map(UUID::toString).sorted().toList(),
                    caller.credential());
        }
    }

    /** Asked by whoever has no token yet; says nothing where there is no issuer. */
    @GET
    @Path("auth")
    @Open
    @Operation(
            operationId = "showSignOn",
            summary = "How to log in here",
            description =
                    "Which issuer of OpenID Connect people log in at, and what to ask it for; empty"
                            + " where tokens come from the operators alone. Needs no token.")
    @APIResponse(
            responseCode = "200",
            description = "Issuer, client id, scopes and audience, or nothing.")
    @APIResponse(responseCode = "429", description = "TOO_MANY_REQUESTS: ask again later.")
    public SingleSignOn signOn() {
        return access.issuer()
                .map(SingleSignOn::of)
                .orElse(new SingleSignOn(null, null, null, null));
    }

    @GET
    @Path("whoami")
    @Operation(
            operationId = "showYourself",
            summary = "Who you are",
            description =
                    "The user whose token this is, whether an operator, and the groups that you belong to.")
    @APIResponse(responseCode = "200", description = "You.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED or INVALID_AUTH_TOKEN: no token that counts.")
    public Self self() {
        return Self.of(caller.get());
    }

    @GET
    @Path("quota")
    @Operation(
            operationId = "showQuota",
            summary = "What you have used of what you may have",
            description = "Unfinished tasks, functions, and bytes submitted today (UTC).")
    @APIResponse(responseCode = "200", description = "Of each what is used, and the limit.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED or INVALID_AUTH_TOKEN: no token that counts.")
    public JsonNode quota() {
        return QuotaView.of(access.quotas().status(caller.get().userId()));
    }

    @GET
    @Path("tokens")
    @Operation(
            operationId = "listTokens",
            summary = "Your tokens",
            description = "Without their text, which nobody can see again; with revoked ones.")
    @APIResponse(responseCode = "200", description = "The tokens.")
    @APIResponse(
            responseCode = "401",
            description = "USER_UNAUTHENTICATED or INVALID_AUTH_TOKEN: no token that counts.")
    public List<AdminAnswers.Token> tokens() {
        return access.tokenRegister().list(Optional.of(caller.get().userId())).stream()
                .map(AdminAnswers.Token::of)
                .toList();
    }

    @DELETE
    @Path("tokens/{id}")
    @Operation(
            operationId = "revokeToken",
            summary = "Revoke a token of yours",
            description =
                    "It is refused from now on, and your connections to the broker are closed; whoever"
                            + " still has a token that counts connects anew.")
    @APIResponse(responseCode = "200", description = "The token.")
    @APIResponse(responseCode = "404", description = "TOKEN_NOT_FOUND: you have no such token.")
    public AdminAnswers.Token revoke(
            @Parameter(description = "The id of a token, as the list shows it.") @RestPath
                    String id) {
        UUID user = caller.get().userId();
        AdminAnswers.Token revoked =
                AdminAnswers.Token.of(access.tokenRegister().revoke(id, Optional.of(user)));
        access.changed();
        return revoked;
    }
}
