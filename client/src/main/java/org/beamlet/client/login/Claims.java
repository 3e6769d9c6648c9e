package org.beamlet.client.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.json.Json;
import org.beamlet.protocol.login.Grant;

/** Reads, to show it and for nothing else, whom a token names. */
public final class Claims {
    private Claims() {}

    /** {@return the name of whoever logged in, if the issuer's tokens tell} */
    public static Optional<String> user(Grant grant) {
        return Stream.of(Optional.ofNullable(grant.idToken()), Optional.of(grant.accessToken()))
                .flatMap(Optional::stream)
                .map(Claims::body)
                .flatMap(claims ->
                        Stream.of("preferred_username", "email", "sub")
                                .map(key -> claims.path(key).asText("")))
                .filter(name -> !name.isEmpty())
                .findFirst();
    }

    private static JsonNode body(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length == 3) {
            try {
                byte[] body = Base64.getUrlDecoder().decode(parts[1]);
                return Json.read(new String(body, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException | BeamletException _) {
                // Tokens may be anything; only some are JWTs.
            }
        }
        return Json.NODES.objectNode();
    }
}
