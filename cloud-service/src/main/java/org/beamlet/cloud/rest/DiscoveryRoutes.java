package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;

/** The document of RFC 8414, by which programs find where service clients get tokens. */
@Path("/.well-known")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryRoutes {
    private static final String TOKEN_PATH = "beamlet/v1/oauth2/token";

    record Document(
            @JsonProperty("issuer") String issuer,
            @JsonProperty("token_endpoint") String tokenEndpoint,
            @JsonProperty("grant_types_supported") List<String> grants,
            @JsonProperty("token_endpoint_auth_methods_supported") List<String> methods,
            @JsonProperty("response_types_supported") List<String> responses) {}

    @GET
    @Path("openid-configuration")
    @Open
    public Document document(@Context UriInfo uri) {
        String base = uri.getBaseUri().toString().replaceAll("/+$", "");
        return new Document(
                base,
                base + "/" + TOKEN_PATH,
                List.of("client_credentials"),
                List.of("client_secret_basic"),
                List.of());
    }
}
