-- A token for the agent of one user endpoint, which runs as somebody else than its manager.
ALTER TABLE tokens ADD COLUMN endpoint_id UUID;
CREATE INDEX tokens_endpoint ON tokens (endpoint_id);
