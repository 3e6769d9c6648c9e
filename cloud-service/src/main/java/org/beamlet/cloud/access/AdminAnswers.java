package org.beamlet.cloud.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.beamlet.cloud.auth.ServiceClients;
import org.beamlet.cloud.auth.TokenRegister;
import org.beamlet.cloud.auth.Tokens;
import org.beamlet.cloud.auth.Users;
import org.jspecify.annotations.Nullable;

/** What operators are shown. */
public final class AdminAnswers {
    private AdminAnswers() {}

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }

    /** A new token, shown this once. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NewToken(
            @JsonProperty("token") String token,
            @JsonProperty("token_id") String id,
            @JsonProperty("user") String user,
            @JsonProperty("user_id") String userId,
            @JsonProperty("expires_at") @Nullable String expires) {
        static NewToken of(Tokens.Minted minted) {
            return new NewToken(
                    minted.token(),
                    minted.id(),
                    minted.caller().name(),
                    minted.caller().userId().toString(),
                    text(minted.expires()));
        }

        @Override
        public String toString() {
            return "NewToken[%s, %s]".formatted(id, user);
        }
    }

    /** A token without its text. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Token(
            @JsonProperty("token_id") String id,
            @JsonProperty("user") String user,
            @JsonProperty("label") @Nullable String label,
            @JsonProperty("created_at") String created,
            @JsonProperty("expires_at") @Nullable String expires,
            @JsonProperty("revoked_at") @Nullable String revoked) {
        public static Token of(TokenRegister.Listed token) {
            return new Token(
                    token.id(),
                    token.user(),
                    token.label(),
                    token.created().toString(),
                    text(token.expires()),
                    text(token.revoked()));
        }
    }

    /** A user. */
    public record User(
            @JsonProperty("user") String name,
            @JsonProperty("user_id") String id,
            @JsonProperty("kind") String kind,
            @JsonProperty("operator") boolean operator,
            @JsonProperty("disabled") boolean disabled) {
        static User of(Users.User user) {
            return new User(
                    user.name(),
                    user.id().toString(),
                    user.kind(),
                    user.operator(),
                    user.disabled());
        }
    }

    /** A new service client, its secret shown this once. */
    public record NewClient(
            @JsonProperty("client_id") String id,
            @JsonProperty("client_secret") String secret,
            @JsonProperty("user") String user) {
        static NewClient of(ServiceClients.Made made) {
            return new NewClient(
                    made.client().id().toString(), made.secret(), made.client().name());
        }

        @Override
        public String toString() {
            return "NewClient[%s, %s]".formatted(id, user);
        }
    }

    /** A new pair for the lab's stand-in for Globus Auth, its secret shown this once. */
    public record LabClient(
            @JsonProperty("client_id") String id,
            @JsonProperty("client_secret") String secret,
            @JsonProperty("user") String user,
            @JsonProperty("user_id") String userId) {
        @Override
        public String toString() {
            return "LabClient[%s, %s]".formatted(id, user);
        }
    }

    /** A service client without its secret. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Client(
            @JsonProperty("client_id") String id,
            @JsonProperty("user") String user,
            @JsonProperty("token_lifetime") long tokenLifetime,
            @JsonProperty("created_at") String created,
            @JsonProperty("expires_at") @Nullable String expires,
            @JsonProperty("revoked_at") @Nullable String revoked) {
        static Client of(ServiceClients.Client client) {
            return new Client(
                    client.id().toString(),
                    client.name(),
                    client.tokenLifetime().toSeconds(),
                    client.created().toString(),
                    text(client.expires()),
                    text(client.revoked()));
        }
    }
}
