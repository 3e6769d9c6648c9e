-- H2 writes a sequence's state in a transaction of its own each time that its numbers are used up, after 32 if not told
-- otherwise. PostgreSQL would give each connection a range of its own, and the oldest entry would no longer be the first.
ALTER TABLE outbox ALTER COLUMN seq SET CACHE 1000;
ALTER TABLE stream_outbox ALTER COLUMN seq SET CACHE 1000;
ALTER TABLE event_outbox ALTER COLUMN seq SET CACHE 1000;
