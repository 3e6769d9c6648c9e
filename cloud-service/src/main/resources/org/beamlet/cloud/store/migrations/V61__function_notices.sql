-- Versions of functions that should no longer be used, or (revoked) must not.
CREATE TABLE function_notices (
    function_id UUID PRIMARY KEY REFERENCES functions (function_id) ON DELETE CASCADE,
    revoked     BOOLEAN NOT NULL,
    reason      VARCHAR(1000) NOT NULL,
    successor   VARCHAR(600),
    by_user     VARCHAR(200) NOT NULL,
    at_ms       BIGINT NOT NULL
);
