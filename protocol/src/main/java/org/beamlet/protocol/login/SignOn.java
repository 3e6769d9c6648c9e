package org.beamlet.protocol.login;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.net.Connections;
import org.jspecify.annotations.Nullable;

/**
 * What a service says of its single sign-on: the answer to {@code GET /beamlet/v1/auth}.
 *
 * @param issuer of OpenID Connect tokens; null where the service takes API tokens only
 * @param clientId under which the command logs in
 * @param scopes that a token must be asked for
 * @param audience that a token must be made for; some issuers want to be told
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignOn(
        @JsonProperty("issuer") @Nullable String issuer,
        @JsonProperty("client_id") @Nullable String clientId,
        @JsonProperty("scopes") @Nullable List<String> scopes,
        @JsonProperty("audience") @Nullable String audience) {
    public static final String PATH = "/beamlet/v1/auth";

    /** Asks a service. */
    public static SignOn of(URI service, Connections connections) {
        String base = service.toString().replaceAll("/+$", "");
        try (Exchange exchange = new Exchange(connections)) {
            Exchange.Answer answer = exchange.get(URI.create(base + PATH));
            if (answer.status() == 404) {
                return new SignOn(null, null, List.of(), null);
            }
            if (answer.status() != 200) {
                throw new BeamletException(
                        ErrorCode.SERVICE_UNREACHABLE,
                        "%s answered HTTP %d when asked how to log in"
                                .formatted(service, answer.status()),
                        "check that BEAMLET_URL is the address of a Beamlet service that is up");
            }
            JsonNode body = answer.body();
            return Json.convert(body, SignOn.class);
        }
    }

    /** {@return the scopes as a request names them} */
    public String scope() {
        return scopes == null || scopes.isEmpty()
                ? "openid profile offline_access"
                : String.join(" ", scopes);
    }

    /** {@return the issuer, or the error that there is none} */
    public URI requiredIssuer(URI service) {
        return Optional.ofNullable(issuer)
                .filter(text -> !text.isBlank())
                .map(URI::create)
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.USER_UNAUTHENTICATED,
                                "%s has no single sign-on".formatted(service),
                                "ask whoever runs it for a token, and put it in BEAMLET_TOKEN or"
                                        + " $BEAMLET_HOME/token"));
    }
}
