-- Keys under which ids were veiled, so that no gateway starts without one of them: ids that clients hold would name nothing.
-- A fingerprint tells a key from another with the same id, and nothing about the key itself.

CREATE TABLE id_keys (
    id TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    -- When it first made ids; UNIX seconds.
    first_used_at BIGINT NOT NULL
);
