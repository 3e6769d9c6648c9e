package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.beamlet.cloud.access.Access;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.service.CloudService;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestHeader;
import org.jspecify.annotations.Nullable;

/** Gives service clients tokens for their id and secret: RFC 6749, section 4.4. */
@Path("/beamlet/v1/oauth2")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Service clients")
public class ClientGrantRoutes {
    private static final String BASIC = "Basic ";
    private static final String GRANT = "client_credentials";

    private final Access access;
    private final CloudService service;
    private final CurrentCaller caller;

    @Inject
    public ClientGrantRoutes(CloudService service, CurrentCaller caller) {
        this.access = service.access();
        this.service = service;
        this.caller = caller;
    }

    record Grant(
            @JsonProperty("access_token") String accessToken,
            @JsonProperty("token_type") String tokenType,
            @JsonProperty("expires_in") long expiresIn) {
        @Override
        public String toString() {
            return "Grant[%d s]".formatted(expiresIn);
        }
    }

    /** Open to whoever has a client's secret, which stands in for a token here. */
    @POST
    @Path("token")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Open
    @Operation(
            operationId = "grantToken",
            summary = "Get a token for a service client",
            description =
                    "The client credentials grant of RFC 6749. Needs no token: the client sends its id"
                            + " and secret by HTTP Basic.")
    @APIResponse(responseCode = "200", description = "The token and how many seconds it counts.")
    @APIResponse(
            responseCode = "400",
            description = "REQUEST_MALFORMED: grant_type is not client_credentials.")
    @APIResponse(
            responseCode = "401",
            description =
                    "USER_UNAUTHENTICATED: no id and secret that belong together, or the client is revoked.")
    public Grant grant(
            @Parameter(description = "Basic, with the id and secret.")
                    @RestHeader(HttpHeaders.AUTHORIZATION)
                    @Nullable String authorization,
            @RestForm("grant_type") @Nullable String grantType) {
        if (!GRANT.equals(grantType)) {
            throw new BeamletException(
                    ErrorCode.REQUEST_MALFORMED,
                    "grant_type is '%s'".formatted(grantType),
                    "send grant_type=client_credentials");
        }
        String[] pair = pair(authorization);
        Tokens.Minted minted = access.clients().grant(pair[0], pair[1]);
        caller.set(minted.caller(), Optional.empty());
        Instant expires = minted.expires();
        long seconds =
                expires == null
                        ? 0
                        : Duration.between(service.clock().instant(), expires).toSeconds();
        return new Grant(minted.token(), "Bearer", seconds);
    }

    /** {@return id and secret, which RFC 6749 has encoded as in a form before they are joined} */
    private static String[] pair(@Nullable String authorization) {
        if (authorization != null && authorization.regionMatches(true, 0, BASIC, 0, 6)) {
            try {
                String both =
                        new String(
                                Base64.getDecoder().decode(authorization.substring(6).strip()),
                                StandardCharsets.UTF_8);
                int colon = both.indexOf(':');
                if (colon > 0) {
                    return new String[] {
                        decoded(both.substring(0, colon)), decoded(both.substring(colon + 1))
                    };
                }
            } catch (IllegalArgumentException _) {
                // Said below.
            }
        }
        throw new BeamletException(
                ErrorCode.USER_UNAUTHENTICATED,
                "the request has no client id and secret",
                "send them by HTTP Basic");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
