-- When the broker had taken a task. What the columns and the outcome of a task tell needs no row in the timeline.
ALTER TABLE tasks ADD COLUMN published_ms BIGINT;
