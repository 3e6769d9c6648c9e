package org.beamlet.protocol.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.net.Connections;
import org.beamlet.protocol.net.Loopback;
import org.jspecify.annotations.Nullable;

/** An OpenID Connect issuer, known by its discovery document. */
public final class Issuer implements AutoCloseable {
    private final URI name;
    private final Exchange exchange;
    private final InstantSource clock;
    private @Nullable JsonNode document;

    public Issuer(URI name, Connections connections, InstantSource clock) {
        this.name = Loopback.requireSafe("the issuer", name);
        this.exchange = new Exchange(connections);
        this.clock = clock;
    }

    /** What the token endpoint answers. */
    public sealed interface Answer {
        record Granted(Grant grant) implements Answer {}

        /** Refused, with the word of RFC 6749 or RFC 8628. */
        record Refused(String error, String description) implements Answer {}
    }

    /**
     * A login that a person completes in a browser.
     *
     * @param address where the person goes
     * @param wholeAddress the same with the code in it, or empty
     * @param life how long the code is good
     * @param interval between two questions whether it is done
     */
    public record Device(
            String deviceCode,
            String userCode,
            String address,
            String wholeAddress,
            Duration life,
            Duration interval) {
        private static Device of(JsonNode told) {
            return new Device(
                    told.path("device_code").asText(""),
                    told.path("user_code").asText(""),
                    told.path("verification_uri").asText(told.path("verification_url").asText("")),
                    told.path("verification_uri_complete").asText(""),
                    Duration.ofSeconds(Math.max(1, told.path("expires_in").asLong(600))),
                    Duration.ofSeconds(Math.max(1, told.path("interval").asLong(5))));
        }
    }

    public URI name() {
        return name;
    }

    /**
     * Begins a login by device code (RFC 8628).
     *
     * @param audience empty where the issuer need not be told
     */
    public Device device(String clientId, String scope, String audience) {
        URI at =
                address("device_authorization_endpoint")
                        .orElseThrow(() ->
                                new BeamletException(
                                        ErrorCode.SERVICE_UNREACHABLE,
                                        "the issuer %s offers no login by device code"
                                                .formatted(name),
                                        "ask for the grant to be switched on, or use a token"));
        Map<String, String> form = new HashMap<>(Map.of("client_id", clientId, "scope", scope));
        if (!audience.isEmpty()) {
            form.put("audience", audience);
        }
        Exchange.Answer answer = exchange.post(at, form, null);
        if (answer.status() != 200 || !answer.body().has("device_code")) {
            throw refused("a device code for client '" + clientId + "'", answer);
        }
        return Device.of(answer.body());
    }

    /** Asks the token endpoint; {@code secret} belongs to the client and goes by HTTP Basic. */
    public Answer token(Map<String, String> form, @Nullable ClientSecret secret) {
        URI at =
                address("token_endpoint")
                        .orElseThrow(() -> notAnIssuer("its document names no token endpoint"));
        Exchange.Answer answer = exchange.post(at, form, secret == null ? null : secret.header());
        JsonNode body = answer.body();
        if (answer.status() == 200 && body.path("access_token").isTextual()) {
            return new Answer.Granted(Grant.of(body, clock.instant()));
        }
        if (body.path("error").isTextual()) {
            return new Answer.Refused(
                    body.path("error").asText(), body.path("error_description").asText(""));
        }
        throw refused("a token", answer);
    }

    /** Withdraws a refresh token, where the issuer can do that. */
    public void revoke(String clientId, String token) {
        address("revocation_endpoint")
                .ifPresent(at -> {
                    Exchange.Answer _ =
                            exchange.post(at, Map.of("client_id", clientId, "token", token), null);
                });
    }

    private BeamletException refused(String what, Exchange.Answer answer) {
        String error = answer.body().path("error").asText("");
        String why = answer.body().path("error_description").asText(error);
        return new BeamletException(
                answer.status() >= 500 ? ErrorCode.SERVICE_UNREACHABLE : ErrorCode.CONFIG_INVALID,
                "the issuer %s gave no %s: HTTP %d%s"
                        .formatted(
                                name,
                                what.replaceFirst("^an? ", ""),
                                answer.status(),
                                why.isEmpty() ? "" : ", " + why),
                "check the client's name with whoever runs the issuer");
    }

    private synchronized Optional<URI> address(String key) {
        JsonNode known = document;
        if (known == null) {
            known = discovered();
            document = known;
        }
        return Optional.of(known.path(key).asText(""))
                .filter(text -> !text.isEmpty())
                .map(text -> Loopback.requireSafe("the issuer's " + key, URI.create(text)));
    }

    private JsonNode discovered() {
        String base = name.toString().replaceAll("/+$", "");
        Exchange.Answer answer =
                exchange.get(URI.create(base + "/.well-known/openid-configuration"));
        if (answer.status() != 200) {
            throw notAnIssuer("HTTP " + answer.status());
        }
        String named = answer.body().path("issuer").asText("");
        if (!named.replaceAll("/+$", "").equals(base)) {
            throw notAnIssuer("its document is that of '%s'".formatted(named));
        }
        return answer.body();
    }

    private BeamletException notAnIssuer(String why) {
        return new BeamletException(
                ErrorCode.SERVICE_UNREACHABLE,
                "%s does not answer as an OpenID Connect issuer: %s".formatted(name, why),
                "check the issuer's address with whoever runs the service");
    }

    @Override
    public void close() {
        exchange.close();
    }

    /** How a service client proves itself. */
    public record ClientSecret(String clientId, String secret) {
        private String header() {
            String both = Exchange.coded(clientId) + ":" + Exchange.coded(secret);
            return "Basic "
                    + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "ClientSecret[" + clientId + "]";
        }
    }
}
