-- Each entry is chained to the one before it by its hash: one that is changed or taken away is noticed.
ALTER TABLE audit ADD COLUMN chain_seq BIGINT;
ALTER TABLE audit ADD COLUMN previous VARCHAR(64);
ALTER TABLE audit ADD COLUMN hash VARCHAR(64);
CREATE UNIQUE INDEX audit_chain ON audit (chain_seq);

-- One row: the newest entry, and the newest of those that were old enough to be taken away.
-- Whoever adds entries holds it, so that services beside each other add to one chain.
CREATE TABLE audit_head (
    id          SMALLINT PRIMARY KEY,
    seq         BIGINT NOT NULL,
    hash        VARCHAR(64) NOT NULL,
    pruned_seq  BIGINT NOT NULL,
    pruned_hash VARCHAR(64) NOT NULL
);
INSERT INTO audit_head (id, seq, hash, pruned_seq, pruned_hash) VALUES
    (1, 0, '0000000000000000000000000000000000000000000000000000000000000000',
     0, '0000000000000000000000000000000000000000000000000000000000000000');
