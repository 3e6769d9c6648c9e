-- Calls that were carried out and whose answer is not known to have gone out: see UnansweredCalls.
-- request is the SHA-256 of method, path and body; process is the service that wrote the answer.
CREATE TABLE unanswered_calls (
    call_id  UUID PRIMARY KEY,
    owner_id UUID NOT NULL,
    request  VARCHAR(64) NOT NULL,
    process  UUID NOT NULL,
    lost     BOOLEAN NOT NULL,
    at_ms    BIGINT NOT NULL,
    answer   TEXT NOT NULL
);
CREATE INDEX unanswered_calls_request ON unanswered_calls (owner_id, request);
CREATE INDEX unanswered_calls_age ON unanswered_calls (at_ms);
