-- Jobs that one replica at a time does; whoever does one holds its row.
CREATE TABLE turns (
    job     VARCHAR(100) PRIMARY KEY,
    last_ms BIGINT NOT NULL
);
