package org.beamlet.cloud.auth;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.beamlet.protocol.id.EndpointId;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Bearer tokens. The store knows their hashes only: whoever reads it cannot call as anybody. */
public final class Tokens {
    static final String PREFIX = "bl_";

    /** So much of the hash names a token where people must name it. */
    static final int ID_LENGTH = 12;

    private final Store store;
    private final Clock clock;

    public Tokens(Store store) {
        this(store, Clock.systemUTC());
    }

    public Tokens(Store store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * What a new token is to be.
     *
     * @param lifetime how long it works; null for as long as it is not revoked
     * @param label for its owner's memory
     */
    public record Wish(String user, @Nullable Duration lifetime, @Nullable String label) {}

    /** A new token; the only time that its text is seen. */
    public record Minted(String token, Caller caller, @Nullable Instant expires) {
        public String id() {
            return Tokens.id(Secrets.hash(token));
        }

        @Override
        public String toString() {
            return "Minted[%s]".formatted(caller);
        }
    }

    /** {@return the user of that name, made where there is none} */
    Caller user(String name) {
        Users.User user =
                store.transaction(handle -> Users.local(handle, name, "person", clock.millis()));
        return new Caller(user.id(), user.name());
    }

    /** Takes a token back. */
    public void revoke(String token) {
        String hash = Secrets.hash(token);
        store.transaction(handle -> {
            int revoked =
                    handle.createUpdate(
                                    "UPDATE tokens SET revoked_ms = :now, ended = TRUE"
                                            + " WHERE token_hash = :hash AND revoked_ms IS NULL")
                            .bind("now", clock.millis())
                            .bind("hash", hash)
                            .execute();
            if (revoked > 0) {
                callerByHash(hash, handle).ifPresent(user -> LoginEndings.add(handle, user));
            }
            return revoked;
        });
    }

    private static Optional<UUID> callerByHash(String hash, Handle handle) {
        return handle.createQuery("SELECT user_id FROM tokens WHERE token_hash = :hash")
                .bind("hash", hash)
                .map((row, _) -> row.getObject(1, UUID.class))
                .findOne();
    }

    /** Makes a token for a user, who is made too where there is none of that name. */
    public Minted mint(String name) {
        return mint(new Wish(name, null, null));
    }

    /** Makes a token for a user, who is made too where there is none of that name. */
    public Minted mint(Wish wish) {
        long now = clock.millis();
        Duration lifetime = wish.lifetime();
        if (lifetime != null && !lifetime.isPositive()) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "a token cannot live for %s".formatted(lifetime),
                    "give a duration above zero, such as 30d");
        }
        return store.transaction(handle ->
                insert(handle, Users.local(handle, wish.user(), "person", now), wish, null));
    }

    /**
     * Makes a token with which the agent of one user endpoint does its work and nothing else; an
     * earlier one of that endpoint ends.
     *
     * @param user for whom the endpoint was started
     */
    public Minted mintForAgent(Users.User user, EndpointId endpoint) {
        Wish wish = new Wish(user.name(), null, "agent of " + endpoint);
        return store.transaction(handle -> {
            endAgentTokens(handle, endpoint);
            Minted minted = insert(handle, user, wish, null);
            handle.createUpdate(
                            "UPDATE tokens SET endpoint_id = :endpoint WHERE token_hash = :hash")
                    .bind("endpoint", endpoint.value())
                    .bind("hash", Secrets.hash(minted.token()))
                    .execute();
            return minted;
        });
    }

    /** The login at the broker is not ended: whoever registers next gets another. */
    private void endAgentTokens(Handle handle, EndpointId endpoint) {
        handle.createUpdate(
                        "UPDATE tokens SET revoked_ms = :now, ended = TRUE"
                                + " WHERE endpoint_id = :endpoint AND revoked_ms IS NULL")
                .bind("now", clock.millis())
                .bind("endpoint", endpoint.value())
                .execute();
    }

    Minted insert(Handle handle, Users.User user, Wish wish, @Nullable UUID client) {
        String token = Secrets.fresh(PREFIX);
        long now = clock.millis();
        Duration lifetime = wish.lifetime();
        Instant expires = lifetime == null ? null : Instant.ofEpochMilli(now).plus(lifetime);
        handle.createUpdate(
                        """
                        INSERT INTO tokens
                            (token_hash, user_id, created_ms, label, expires_ms, client_id)
                        VALUES (:hash, :user, :now, :label, :expires, :client)\
                        """)
                .bind("hash", Secrets.hash(token))
                .bind("user", user.id())
                .bind("now", now)
                .bind("label", wish.label())
                .bind("expires", expires == null ? null : expires.toEpochMilli())
                .bind("client", client)
                .execute();
        return new Minted(token, new Caller(user.id(), user.name()), expires);
    }

    /** {@return whose token it is, as of now; empty where it is not known} */
    public Optional<Caller> caller(String token) {
        return callerByHash(Secrets.hash(token));
    }

    Optional<Caller> callerByHash(String hash) {
        return store.read(handle ->
                handle.createQuery(
                                "SELECT "
                                        + Users.COLUMNS
                                        + """
                                        , t.expires_ms, t.revoked_ms,
                                            t.endpoint_id
                                        FROM tokens t JOIN users u ON u.user_id = t.user_id
                                        WHERE t.token_hash = :hash\
                                        """)
                        .bind("hash", hash)
                        .map((row, _) ->
                                new Shown(valid(row), row.getObject("endpoint_id", UUID.class)))
                        .findOne()
                        .map(shown -> shown.caller(handle, "token " + id(hash))));
    }

    /** A token's user, and the endpoint that it is for if it is an agent's. */
    private record Shown(Users.User user, @Nullable UUID endpoint) {
        /** An agent has neither office nor groups of its user. */
        Caller caller(Handle handle, String credential) {
            return endpoint == null
                    ? new Caller(
                            user.id(),
                            user.name(),
                            user.operator(),
                            Users.groups(handle, user.id()),
                            credential)
                    : new Caller(
                            user.id(),
                            user.name(),
                            false,
                            Set.of(),
                            credential,
                            new EndpointId(endpoint));
        }
    }

    private Users.User valid(ResultSet row) throws SQLException {
        Users.User user = Users.User.of(row);
        long expires = row.getLong("expires_ms");
        if (row.getLong("revoked_ms") != 0) {
            throw invalid("the token was revoked");
        }
        if (expires != 0 && expires <= clock.millis()) {
            throw invalid("the token expired at " + Instant.ofEpochMilli(expires));
        }
        requireEnabled(user);
        return user;
    }

    static void requireEnabled(Users.User user) {
        if (user.disabled()) {
            throw new BeamletException(
                    ErrorCode.INVALID_AUTH_TOKEN,
                    "user '%s' is disabled".formatted(user.name()),
                    "ask whoever runs the service");
        }
    }

    private static BeamletException invalid(String what) {
        return new BeamletException(
                ErrorCode.INVALID_AUTH_TOKEN,
                what,
                "make a new one with `beamlet cloud token --user NAME`, or log in again");
    }

    static String id(String hash) {
        return hash.substring(0, ID_LENGTH);
    }
}
