package org.beamlet.cloud.auth;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.UuidText;
import org.jspecify.annotations.Nullable;

/**
 * Identities of programs that run unattended: each has an id and a secret, with which it gets
 * tokens that soon expire.
 */
public final class ServiceClients {
    private static final String SECRET_PREFIX = "bls_";

    private final Store store;
    private final Clock clock;
    private final Tokens tokens;

    public ServiceClients(Store store, Clock clock, Tokens tokens) {
        this.store = store;
        this.clock = clock;
        this.tokens = tokens;
    }

    /** A client as it may be shown. */
    public record Client(
            UUID id,
            UUID userId,
            String name,
            Duration tokenLifetime,
            Instant created,
            @Nullable Instant expires,
            @Nullable Instant revoked) {
        static Client of(ResultSet row) throws SQLException {
            return new Client(
                    row.getObject("client_id", UUID.class),
                    row.getObject("user_id", UUID.class),
                    row.getString("name"),
                    Duration.ofMillis(row.getLong("token_ms")),
                    Instant.ofEpochMilli(row.getLong("created_ms")),
                    TokenRegister.instant(row.getLong("expires_ms")),
                    TokenRegister.instant(row.getLong("revoked_ms")));
        }
    }

    /** A new client; the only time that its secret is seen. */
    public record Made(Client client, String secret) {
        @Override
        public String toString() {
            return "Made[%s]".formatted(client);
        }
    }

    /** Makes a client that acts as a user of its own. */
    public Made make(String name, @Nullable Duration lifetime, Duration tokenLifetime) {
        String secret = Secrets.fresh(SECRET_PREFIX);
        UUID id = UUID.randomUUID();
        long now = clock.millis();
        store.transaction(handle -> {
            Users.User user = Users.local(handle, name, "service", now);
            if (!user.kind().equals("service")) {
                throw new BeamletException(
                        ErrorCode.USAGE,
                        "'%s' is a person".formatted(name),
                        "give the client a name that nobody has, such as daemon-8idi");
            }
            return handle.createUpdate(
                            """
                            INSERT INTO service_clients (client_id, user_id, secret_hash,
                                token_ms, created_ms, expires_ms)
                            VALUES (:id, :user, :hash, :token, :now, :expires)\
                            """)
                    .bind("id", id)
                    .bind("user", user.id())
                    .bind("hash", Secrets.hash(secret))
                    .bind("token", tokenLifetime.toMillis())
                    .bind("now", now)
                    .bind("expires", lifetime == null ? null : now + lifetime.toMillis())
                    .execute();
        });
        return new Made(find(id), secret);
    }

    public List<Client> list() {
        return store.read(handle ->
                handle.createQuery(
                                """
                                SELECT c.*, u.name FROM service_clients c
                                JOIN users u ON u.user_id = c.user_id
                                ORDER BY u.name, c.created_ms\
                                """)
                        .map((row, _) -> Client.of(row))
                        .list());
    }

    /** Ends a client, its tokens and its logins at the broker. */
    public Client revoke(UUID id) {
        Client client = find(id);
        long now = clock.millis();
        store.transaction(handle -> {
            handle.createUpdate(
                            "UPDATE service_clients SET revoked_ms = :now"
                                    + " WHERE client_id = :id AND revoked_ms IS NULL")
                    .bind("now", now)
                    .bind("id", id)
                    .execute();
            handle.createUpdate(
                            "UPDATE tokens SET revoked_ms = :now, ended = TRUE"
                                    + " WHERE client_id = :id AND revoked_ms IS NULL")
                    .bind("now", now)
                    .bind("id", id)
                    .execute();
            LoginEndings.add(handle, client.userId());
            return client;
        });
        return client;
    }

    /** The grant of client credentials: a token that expires for an id and its secret. */
    public Tokens.Minted grant(String id, String secret) {
        Client client = UuidText.isUuid(id) ? proven(UUID.fromString(id), secret) : null;
        if (client == null || client.revoked() != null || over(client.expires())) {
            throw new BeamletException(
                    ErrorCode.USER_UNAUTHENTICATED,
                    "the client id and secret do not work",
                    "check them; an operator makes new ones with `beamlet cloud client create`");
        }
        Tokens.Wish wish = new Tokens.Wish(client.name(), client.tokenLifetime(), "client grant");
        return store.transaction(handle -> {
            Users.User user = Users.local(handle, client.name(), "service", clock.millis());
            Tokens.requireEnabled(user);
            return tokens.insert(handle, user, wish, client.id());
        });
    }

    private boolean over(@Nullable Instant end) {
        return end != null && !clock.instant().isBefore(end);
    }

    private @Nullable Client proven(UUID id, String secret) {
        String kept =
                store.read(handle ->
                                handle.createQuery(
                                                "SELECT secret_hash FROM service_clients"
                                                        + " WHERE client_id = :id")
                                        .bind("id", id)
                                        .mapTo(String.class)
                                        .findOne())
                        .orElse("");
        byte[] shown = Secrets.hash(secret).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return MessageDigest.isEqual(kept.getBytes(java.nio.charset.StandardCharsets.UTF_8), shown)
                ? find(id)
                : null;
    }

    private Client find(UUID id) {
        return list().stream()
                .filter(client -> client.id().equals(id))
                .findFirst()
                .orElseThrow(() ->
                        new BeamletException(
                                ErrorCode.TOKEN_NOT_FOUND,
                                "there is no service client '%s'".formatted(id),
                                "use an id of `beamlet cloud client list`"));
    }
}
