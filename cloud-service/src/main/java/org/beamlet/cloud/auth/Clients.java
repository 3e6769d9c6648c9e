package org.beamlet.cloud.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.beamlet.cloud.store.Store;

/** Pairs of id and secret with which programs log in as a user; secrets are kept as hashes. */
public final class Clients {
    private static final int SECRET_BYTES = 32;

    private final Store store;
    private final Tokens tokens;
    private final SecureRandom random = new SecureRandom();

    public Clients(Store store, Tokens tokens) {
        this.store = store;
        this.tokens = tokens;
    }

    /** A new pair; the only time that its secret is seen. */
    public record Minted(UUID id, String secret, Caller caller) {
        @Override
        public String toString() {
            return "Minted[%s, %s]".formatted(id, caller);
        }
    }

    /** Makes a pair for a user, who is made too where there is none of that name. */
    public Minted mint(String user) {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        Caller caller = tokens.user(user);
        UUID id = UUID.randomUUID();
        store.transaction(handle ->
                handle.createUpdate(
                                """
                                INSERT INTO clients (client_id, secret_hash, user_id, created_ms)
                                VALUES (:id, :hash, :user, :now)\
                                """)
                        .bind("id", id)
                        .bind("hash", Secrets.hash(secret))
                        .bind("user", caller.userId())
                        .bind("now", System.currentTimeMillis())
                        .execute());
        return new Minted(id, secret, caller);
    }

    private record Known(String hash, Caller caller) {}

    /** {@return whose pair it is, if id and secret belong together} */
    public Optional<Caller> caller(UUID id, String secret) {
        Optional<Known> known =
                store.read(handle ->
                        handle.createQuery(
                                        """
                                        SELECT c.secret_hash, u.user_id, u.name FROM clients c
                                        JOIN users u ON u.user_id = c.user_id
                                        WHERE c.client_id = :id\
                                        """)
                                .bind("id", id)
                                .map((row, _) ->
                                        new Known(
                                                row.getString("secret_hash"),
                                                new Caller(
                                                        row.getObject("user_id", UUID.class),
                                                        row.getString("name"))))
                                .findOne());
        return known.filter(pair -> same(pair.hash(), Secrets.hash(secret))).map(Known::caller);
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
