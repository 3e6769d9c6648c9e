package org.beamlet.cloud.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.beamlet.cloud.store.StorableText;
import org.beamlet.cloud.store.Store;
import org.beamlet.protocol.error.BeamletException;
import org.beamlet.protocol.error.ErrorCode;
import org.jdbi.v3.core.Handle;

/** Bearer tokens. The store knows their hashes only: whoever reads it cannot call as anybody. */
public final class Tokens {
    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_NAME = 200;

    private final Store store;
    private final SecureRandom random = new SecureRandom();

    /** What was once right stays right until it is taken back. */
    private final Map<String, Caller> known = new ConcurrentHashMap<>();

    public Tokens(Store store) {
        this.store = store;
    }

    /** A new token; the only time that its text is seen. */
    public record Minted(String token, Caller caller) {
        @Override
        public String toString() {
            return "Minted[%s]".formatted(caller);
        }
    }

    /** {@return the user of that name, made where there is none} */
    Caller user(String name) {
        requireName(name);
        return store.transaction(handle -> user(handle, name));
    }

    /** Takes a token back. */
    public void revoke(String token) {
        String hash = hash(token);
        store.transaction(handle ->
                handle.createUpdate("DELETE FROM tokens WHERE token_hash = :hash")
                        .bind("hash", hash)
                        .execute());
        known.remove(hash);
    }

    /** Makes a token for a user, who is made too where there is none of that name. */
    public Minted mint(String name) {
        requireName(name);
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String token = "bl_" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Caller caller =
                store.transaction(handle -> {
                    Caller user = user(handle, name);
                    handle.createUpdate(
                                    """
                                    INSERT INTO tokens (token_hash, user_id, created_ms)
                                    VALUES (:hash, :user, :now)\
                                    """)
                            .bind("hash", hash(token))
                            .bind("user", user.userId())
                            .bind("now", System.currentTimeMillis())
                            .execute();
                    return user;
                });
        return new Minted(token, caller);
    }

    public Optional<Caller> caller(String token) {
        String hash = hash(token);
        Caller cached = known.get(hash);
        if (cached != null) {
            return Optional.of(cached);
        }
        Optional<Caller> found =
                store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT u.user_id, u.name FROM tokens t
                                        JOIN users u ON u.user_id = t.user_id
                                        WHERE t.token_hash = :hash\
                                        """)
                                .bind("hash", hash)
                                .map((row, _) -> caller(row))
                                .findOne());
        found.ifPresent(caller -> known.put(hash, caller));
        return found;
    }

    private static Caller user(Handle handle, String name) {
        handle.createUpdate(
                        """
                        INSERT INTO users (user_id, name, created_ms) VALUES (:id, :name, :now)
                        ON CONFLICT DO NOTHING\
                        """)
                .bind("id", UUID.randomUUID())
                .bind("name", name)
                .bind("now", System.currentTimeMillis())
                .execute();
        return handle.createQuery("SELECT user_id, name FROM users WHERE name = :name")
                .bind("name", name)
                .map((row, _) -> caller(row))
                .one();
    }

    private static Caller caller(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Caller(row.getObject("user_id", UUID.class), row.getString("name"));
    }

    private static void requireName(String name) {
        StorableText.require("the user name", name);
        if (name.isBlank()
                || name.length() > LONGEST_NAME
                || name.chars().anyMatch(c -> Character.isWhitespace(c) || c < ' ')) {
            throw new BeamletException(
                    ErrorCode.USAGE,
                    "'%s' is not a user name".formatted(name),
                    "use 1 to %d characters without white space, such as alice"
                            .formatted(LONGEST_NAME));
        }
    }

    static String hash(String token) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new BeamletException(
                    ErrorCode.INSTALLATION_INCOMPLETE,
                    "this Java runtime has no SHA-256",
                    "use an unmodified JDK 25",
                    e);
        }
    }
}
