package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.auth.Caller;
import org.beamlet.cloud.auth.LabAuth;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Those calls of Globus Auth that an unmodified endpoint makes; see {@link LabAuth}. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class LabAuthRoutes {
    private static final String SCHEME = "Basic ";
    private static final int TWO_DAYS = 172_800;

    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public LabAuthRoutes(CloudService service, CurrentCaller caller) {
        this.service = service;
        this.caller = caller;
    }

    record Token(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("resource_server") String resourceServer,
            @JsonProperty("scope") String scope,
            @JsonProperty("expires_in") int expiresIn,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("refresh_token") @Nullable String refreshToken,
            @JsonProperty("other_tokens") @JsonInclude(JsonInclude.Include.NON_NULL)
                    @Nullable List<Token> otherTokens) {}

    record Identity(
            @JsonProperty("id") String id,
            @JsonProperty("sub") String sub,
            @JsonProperty("username") String username,
            @JsonProperty("name") String name,
            @JsonProperty("email") String email,
            @JsonProperty("organization") @Nullable String organization,
            @JsonProperty("status") String status) {
        static Identity of(Caller user) {
            String id = user.userId().toString();
            return new Identity(id, id, user.name(), user.name(), user.name(), null, "used");
        }
    }

    record UserInfo(
            @JsonProperty("sub") String sub,
            @JsonProperty("preferred_username") String preferredUsername,
            @JsonProperty("name") String name,
            @JsonProperty("email") String email,
            @JsonProperty("identity_set") List<Identity> identitySet) {}

    record Identities(@JsonProperty("identities") List<Identity> identities) {}

    @POST
    @Path("v2/oauth2/token")
    @Open
    public Response token(
            @RestHeader("Authorization") @Nullable String authorization,
            @RestForm("grant_type") @Nullable String grant,
            @RestForm("scope") @Nullable String scope,
            @Context HttpServerRequest request) {
        requireLab(request);
        Optional<Caller> user = client(authorization);
        if (user.isEmpty()) {
            return refused(
                    401,
                    "invalid_client",
                    "the client id and secret are not known here; make a pair with"
                            + " `beamlet cloud client --user NAME`");
        }
        if (!"client_credentials".equals(grant)) {
            return refused(
                    400,
                    "unsupported_grant_type",
                    "send grant_type=client_credentials: set GLOBUS_COMPUTE_CLIENT_ID and"
                            + " GLOBUS_COMPUTE_CLIENT_SECRET");
        }
        Optional<Map<String, String>> scopes = LabAuth.byResourceServer(scope == null ? "" : scope);
        return scopes.map(asked -> Response.ok(tokens(user.get(), asked)).build())
                .orElseGet(() ->
                        refused(400, "invalid_scope", "'%s' is not known here".formatted(scope)));
    }

    private Token tokens(Caller user, Map<String, String> scopes) {
        String text = service.tokens().mint(user.name()).token();
        List<Token> each = new ArrayList<>();
        scopes.forEach((server, scope) ->
                each.add(new Token(text, server, scope, TWO_DAYS, "Bearer", null, null)));
        Token first = each.removeFirst();
        return new Token(
                text,
                first.resourceServer(),
                first.scope(),
                TWO_DAYS,
                "Bearer",
                null,
                List.copyOf(each));
    }

    private Optional<Caller> client(@Nullable String authorization) {
        if (authorization == null
                || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            byte[] pair =
                    Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
            String[] parts = new String(pair, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 && UuidText.isUuid(parts[0])
                    ? service.clients().caller(UUID.fromString(parts[0]), parts[1])
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            // Not Base64: not a pair of ours.
            return Optional.empty();
        }
    }

    /** In OAuth's own shape, which its clients look for. */
    private static Response refused(int status, String error, String description) {
        return Response.status(status)
                .entity(Map.of("error", error, "error_description", description))
                .build();
    }

    @GET
    @Path("v2/oauth2/userinfo")
    public UserInfo userInfo(@Context HttpServerRequest request) {
        requireLab(request);
        Caller user = caller.get();
        return new UserInfo(
                user.userId().toString(),
                user.name(),
                user.name(),
                user.name(),
                List.of(Identity.of(user)));
    }

    /** Knows the caller alone: nobody is told who else there is. */
    @GET
    @Path("v2/api/identities")
    public Identities identities(
            @RestQuery @Nullable String ids,
            @RestQuery @Nullable String usernames,
            @Context HttpServerRequest request) {
        requireLab(request);
        Caller user = caller.get();
        List<String> asked =
                List.of(
                        ((ids == null ? "" : ids) + "," + (usernames == null ? "" : usernames))
                                .split(",", -1));
        boolean own = asked.contains(user.userId().toString()) || asked.contains(user.name());
        return new Identities(own ? List.of(Identity.of(user)) : List.of());
    }

    @POST
    @Path("v2/oauth2/token/revoke")
    @Open
    public Response revoke(
            @RestForm("token") @Nullable String token, @Context HttpServerRequest request) {
        requireLab(request);
        if (token != null) {
            service.tokens().revoke(token);
            service.access().changed();
        }
        return Response.ok(Map.of("active", false)).build();
    }

    private static void requireLab(HttpServerRequest request) {
        if (!LabAuth.on()) {
            throw new BeamletException(
                    ErrorCode.ROUTE_NOT_FOUND,
                    "this service does not play Globus Auth",
                    "for a trial on one host, start it with beamlet.auth.lab=true"
                            + " (BEAMLET_AUTH_LAB)");
        }
        Loopback.require(request.remoteAddress().hostAddress());
    }
}
