-- What services that share a store have let through, see RequestRates: the instant at which a
-- user's allowance is whole again, in microseconds since the epoch.
CREATE TABLE request_rates (
    user_id  UUID PRIMARY KEY,
    whole_us BIGINT NOT NULL
);
