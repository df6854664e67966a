-- API clients, their links to end users, and digests of tokens.
-- Times are UNIX seconds. Ids are the 16 bytes of a UUID. Digests are SHA-256; no token or password stands here in clear.
-- The tables that every refresh writes have no foreign keys: links and clients are never removed.

CREATE TABLE clients (
    id BYTEA NOT NULL PRIMARY KEY,
    api_key TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT NOT NULL,
    company TEXT NOT NULL,
    -- The most that the client may ask for; comma-separated.
    grants TEXT NOT NULL,
    -- CIDR networks that it may call from, separated by spaces; empty: anywhere.
    networks TEXT NOT NULL,
    -- Where its end users may be sent back to, separated by spaces.
    redirect_domains TEXT NOT NULL,
    -- never, until_successor_used
    refresh_retry TEXT NOT NULL,
    enabled BOOLEAN NOT NULL,
    password BYTEA NOT NULL,
    -- The password before, and until when it is taken beside the present one.
    previous_password BYTEA,
    previous_until BIGINT,
    created_at BIGINT NOT NULL,
    CHECK ((previous_password IS NULL) = (previous_until IS NULL))
);

-- One row serialises all that happens to the tokens of one client, one end user and one link name: whoever changes them
-- holds this row (its page keeps room, so that an update stays on it). A token is alive while its family and generation
-- are the row's and the row has no end.
CREATE TABLE links (
    id BYTEA NOT NULL PRIMARY KEY,
    client BYTEA NOT NULL REFERENCES clients (id),
    customer TEXT NOT NULL,
    name TEXT NOT NULL,
    -- One more with every authorization; 0 only within the database transaction that makes the row.
    family BIGINT NOT NULL,
    -- One more with every refresh of the family.
    generation BIGINT NOT NULL,
    -- The latest generation of the family of which a token was used; 0: none.
    used BIGINT NOT NULL,
    rotated_at BIGINT NOT NULL,
    -- NULL while it is alive.
    end_reason TEXT,
    ended_at BIGINT,
    grants TEXT NOT NULL,
    consented_at BIGINT NOT NULL,
    consent_until BIGINT NOT NULL,
    UNIQUE (client, customer, name),
    CHECK ((end_reason IS NULL) = (ended_at IS NULL))
) WITH (fillfactor = 70);

-- User access tokens and refresh tokens. Rows are written once and purged when their time is over.
CREATE TABLE tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    -- access, refresh
    kind TEXT NOT NULL,
    link BYTEA NOT NULL,
    family BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);

CREATE TABLE system_tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    client BYTEA NOT NULL,
    -- A client's tokens stand in lanes, each in the order of issue. When the one that is as many places back as a lane
    -- may hold has not expired, the lane is full: so the cap is kept without counting.
    lane BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    grants TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (client, lane, ordinal)
);
CREATE INDEX system_tokens_by_expiry ON system_tokens (expires_at);

-- What a login gives, to be exchanged once. A row stays for a day after its time, so that a second use is noticed.
CREATE TABLE auth_tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    client BYTEA NOT NULL,
    customer TEXT NOT NULL,
    link_name TEXT NOT NULL,
    -- The id that the link gets when there is none yet.
    new_link BYTEA NOT NULL,
    grants TEXT NOT NULL,
    consented_at BIGINT NOT NULL,
    consent_until BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- The family that it was exchanged for; NULL before.
    spent BIGINT
);
CREATE INDEX auth_tokens_by_expiry ON auth_tokens (expires_at);

-- Answers kept for a repetition of the same call (idempotency_key), sealed under what only the caller knows.
CREATE TABLE idempotency (
    -- Digest of client, endpoint and idempotency_key.
    key BYTEA NOT NULL PRIMARY KEY,
    -- HMAC of the whole request.
    body BYTEA NOT NULL,
    -- The link, family and generation of the pair that was given; NULL and 0 when there was none.
    link BYTEA,
    family BIGINT NOT NULL,
    generation BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    -- What was told of the pair.
    created_at BIGINT NOT NULL,
    access_expires_at BIGINT NOT NULL,
    refresh_expires_at BIGINT NOT NULL,
    consent_until BIGINT NOT NULL,
    grants TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX idempotency_by_link ON idempotency (link);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at);

-- The latest time that any node saw: one row. No clock goes back behind it.
CREATE TABLE clock_mark (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    latest BIGINT NOT NULL
);
