-- Objects by the SHA-256 of their content; sent_ms is when somebody last sent it.
CREATE TABLE artifacts (
    sha256  VARCHAR(64) PRIMARY KEY,
    size    BIGINT NOT NULL,
    sent_ms BIGINT NOT NULL
);
CREATE INDEX artifacts_sent ON artifacts (sent_ms);

CREATE TABLE artifact_readers (
    sha256  VARCHAR(64) NOT NULL REFERENCES artifacts (sha256),
    user_id UUID NOT NULL,
    PRIMARY KEY (sha256, user_id)
);
