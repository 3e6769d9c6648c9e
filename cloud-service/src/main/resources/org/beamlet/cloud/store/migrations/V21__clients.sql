-- Pairs of id and secret with which a program logs in as a user; only the SHA-256 of a secret is kept.
CREATE TABLE clients (
    client_id   UUID PRIMARY KEY,
    secret_hash VARCHAR(64) NOT NULL,
    user_id     UUID NOT NULL REFERENCES users (user_id),
    created_ms  BIGINT NOT NULL
);
