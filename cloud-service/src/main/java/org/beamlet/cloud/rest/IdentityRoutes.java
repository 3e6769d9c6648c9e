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
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** How to log in, who one is then, and one's own tokens and limits. */
@Path("/beamlet/v1")
@Produces(MediaType.APPLICATION_JSON)
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
    public SingleSignOn signOn() {
        return access.issuer()
                .map(SingleSignOn::of)
                .orElse(new SingleSignOn(null, null, null, null));
    }

    @GET
    @Path("whoami")
    public Self self() {
        return Self.of(caller.get());
    }

    @GET
    @Path("quota")
    public JsonNode quota() {
        return QuotaView.of(access.quotas().status(caller.get().userId()));
    }

    @GET
    @Path("tokens")
    public List<AdminAnswers.Token> tokens() {
        return access.tokenRegister().list(Optional.of(caller.get().userId())).stream()
                .map(AdminAnswers.Token::of)
                .toList();
    }

    @DELETE
    @Path("tokens/{id}")
    public AdminAnswers.Token revoke(@RestPath String id) {
        UUID user = caller.get().userId();
        AdminAnswers.Token revoked =
                AdminAnswers.Token.of(access.tokenRegister().revoke(id, Optional.of(user)));
        access.changed();
        return revoked;
    }
}
