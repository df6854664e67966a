-- The key of the gateways that serve this store, so that none of them serves it with another: forms of one gateway would mean
-- nothing to the next, and no filed inquiry PIN would be right. A fingerprint tells keys apart, and nothing about them.

CREATE TABLE login_keys (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    -- When a gateway first served with it; UNIX seconds.
    first_used_at BIGINT NOT NULL
);
