-- What running tasks have found so far; the latest of each, at most 64 KiB of JSON.
CREATE TABLE task_partials (
    task_id UUID PRIMARY KEY REFERENCES tasks (task_id) ON DELETE CASCADE,
    attempt INTEGER NOT NULL,
    seq     BIGINT NOT NULL,
    at_ms   BIGINT NOT NULL,
    content BYTEA NOT NULL
);
