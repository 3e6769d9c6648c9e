-- Manager endpoints and the user endpoints that they start: how Globus Compute's own agents work.
ALTER TABLE endpoints ADD COLUMN kind VARCHAR(20) DEFAULT 'agent' NOT NULL;

-- One row for each manager, user, configuration and runtime. The row in endpoints with the same id
-- holds its heartbeats; it goes with its manager. Times are milliseconds since the epoch.
-- start_ms: the last command to start it; 0 for never. refused_ms, refusal: the manager's last
-- word that it could not. period: seconds between heartbeats, kept when it says good-bye.
-- starts: commands since it was last heard of.
CREATE TABLE user_endpoints (
    endpoint_id   UUID PRIMARY KEY REFERENCES endpoints (endpoint_id) ON DELETE CASCADE,
    manager_id    UUID NOT NULL,
    config        TEXT NOT NULL,
    runtime       TEXT NOT NULL,
    created_ms    BIGINT NOT NULL,
    start_ms      BIGINT NOT NULL,
    refused_ms    BIGINT NOT NULL,
    refusal       TEXT,
    period        BIGINT NOT NULL,
    starts INTEGER NOT NULL
);
CREATE INDEX user_endpoints_manager ON user_endpoints (manager_id);

-- Tasks that a process took from its queue and that were unfinished when the next one was started.
CREATE TABLE taken_tasks (
    task_id     UUID PRIMARY KEY,
    endpoint_id UUID NOT NULL,
    since_ms    BIGINT NOT NULL
);
CREATE INDEX taken_tasks_endpoint ON taken_tasks (endpoint_id);
