-- Until then an endpoint may not register.
ALTER TABLE endpoints ADD COLUMN locked_until_ms BIGINT DEFAULT 0 NOT NULL;
