-- Which process has an endpoint's session, and of which boot of its host; null of agents that do not say.
ALTER TABLE endpoints ADD COLUMN session_pid BIGINT;
ALTER TABLE endpoints ADD COLUMN session_boot VARCHAR(100);
