package org.beamlet.cloud.rest;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.beamlet.protocol.login.SignOn;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How to log in here, and as whom a caller is known. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
public class BeamletAuthRoutes {
    private final CurrentCaller caller;

    @Inject
    public BeamletAuthRoutes(CurrentCaller caller) {
        this.caller = caller;
    }

    record Known(@JsonProperty("user") String user, @JsonProperty("user_id") String userId) {}

    /** Asked before anybody can have a token. */
    @GET
    @Path("auth")
    @Open
    @Tag(name = "Login")
    @Operation(
            operationId = "signOn",
            summary = "How to log in",
            description = "Asked before anybody can have a token; empty without single sign-on.")
    @APIResponse(responseCode = "200", description = "Issuer, client id and scopes.")
    @APIResponse(responseCode = "503", description = "The service has not started.")
    public SignOn auth() {
        return new SignOn(
                setting("beamlet.oidc.issuer"),
                setting("beamlet.oidc.client-id"),
                ConfigProvider.getConfig()
                        .getOptionalValues("beamlet.oidc.scopes", String.class)
                        .orElse(List.of()),
                setting("beamlet.oidc.audience"));
    }

    private static @Nullable String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(null);
    }

    @GET
    @Path("whoami")
    @Tag(name = "Login")
    @Operation(operationId = "whoami", summary = "As whom the service knows you")
    @APIResponse(responseCode = "200", description = "Name and id.")
    @APIResponse(responseCode = "401", description = "INVALID_AUTH_TOKEN: an unknown token.")
    public Known whoami() {
        return new Known(caller.get().name(), caller.get().userId().toString());
    }
}
