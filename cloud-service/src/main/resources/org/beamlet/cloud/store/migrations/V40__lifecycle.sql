-- Which of several services does a job that only one may do at a time, and until when.
CREATE TABLE leases (
    name     VARCHAR(100) PRIMARY KEY,
    holder   VARCHAR(100) NOT NULL,
    until_ms BIGINT NOT NULL
);

-- epoch counts the sessions of an endpoint and what was taken from it; lost_after_s and data_roots
-- (names, each between commas) are known of Beamlet's agents alone. held is JSON, {task: attempt},
-- as of held_ms. lost_ms is when its tasks were taken from it; null once it is back.
ALTER TABLE endpoints ADD COLUMN epoch BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE endpoints ADD COLUMN session_id VARCHAR(100);
ALTER TABLE endpoints ADD COLUMN session_host VARCHAR(500);
ALTER TABLE endpoints ADD COLUMN session_place VARCHAR(2000);
ALTER TABLE endpoints ADD COLUMN session_ms BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE endpoints ADD COLUMN lost_after_s BIGINT;
ALTER TABLE endpoints ADD COLUMN data_roots VARCHAR(8000);
ALTER TABLE endpoints ADD COLUMN held TEXT;
ALTER TABLE endpoints ADD COLUMN held_ms BIGINT DEFAULT 0 NOT NULL;
ALTER TABLE endpoints ADD COLUMN lost_ms BIGINT;

-- A group is submitted to like an endpoint, so their ids must not meet; both are random.
CREATE TABLE endpoint_groups (
    group_id   UUID PRIMARY KEY,
    owner_id   UUID NOT NULL REFERENCES users (user_id),
    name       VARCHAR(200) NOT NULL,
    policy     VARCHAR(20) NOT NULL,
    running    VARCHAR(20) NOT NULL,
    created_ms BIGINT NOT NULL,
    UNIQUE (owner_id, name)
);

CREATE TABLE endpoint_group_members (
    group_id    UUID NOT NULL REFERENCES endpoint_groups (group_id) ON DELETE CASCADE,
    endpoint_id UUID NOT NULL,
    position    INTEGER NOT NULL,
    PRIMARY KEY (group_id, endpoint_id)
);

-- A task that no endpoint of its group can take now has the group's id as its endpoint.
ALTER TABLE tasks ADD COLUMN endpoint_group_id UUID;
ALTER TABLE tasks ADD COLUMN data_roots VARCHAR(4000);
ALTER TABLE tasks ADD COLUMN waits_for VARCHAR(2000);
CREATE INDEX tasks_completed ON tasks (completed_ms);

-- Attempts that were superseded; the present one is in tasks.
CREATE TABLE attempts (
    task_id     UUID NOT NULL,
    attempt     INTEGER NOT NULL,
    endpoint_id UUID NOT NULL,
    ended_ms    BIGINT NOT NULL,
    why         VARCHAR(2000) NOT NULL,
    late_ms     BIGINT,
    PRIMARY KEY (task_id, attempt)
);
