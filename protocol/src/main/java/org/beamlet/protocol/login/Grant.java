package org.beamlet.protocol.login;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token as it was issued.
 *
 * @param refreshToken with which another can be had, or null
 * @param idToken that says who logged in, or null
 */
public record Grant(
        String accessToken,
        @Nullable String refreshToken,
        @Nullable String idToken,
        Instant issuedAt,
        Instant expiresAt) {
    private static final long USUAL_LIFE_S = 600;
    private static final Duration MARGIN = Duration.ofSeconds(60);

    static Grant of(JsonNode answer, Instant now) {
        long life = answer.path("expires_in").asLong(USUAL_LIFE_S);
        return new Grant(
                answer.path("access_token").asText(""),
                text(answer, "refresh_token"),
                text(answer, "id_token"),
                now,
                now.plusSeconds(Math.max(1, life)));
    }

    private static @Nullable String text(JsonNode answer, String key) {
        return answer.path(key).isTextual() ? answer.path(key).asText() : null;
    }

    /** Whether it is time for another: a minute before the end, or a fifth of a short life. */
    boolean stale(Instant now) {
        Duration fifth = Duration.between(issuedAt, expiresAt).dividedBy(5);
        Duration margin = fifth.compareTo(MARGIN) < 0 ? fifth : MARGIN;
        return !now.isBefore(expiresAt.minus(margin));
    }

    /** Whether the service would refuse it. */
    boolean expired(Instant now) {
        return !now.isBefore(expiresAt);
    }

    @Override
    public String toString() {
        return "Grant[until %s]".formatted(expiresAt);
    }
}
