-- The operator's office: who signs in to it, what was handed over once, mails on their way, and what the bank set.
-- Times are UNIX seconds. Ids are the 16 bytes of a UUID. Digests are SHA-256; no token, password or code stands here in clear.
-- `folded` is what searches look in: the texts of the row in small letters, one a line.

-- Organisations, by their numbers of 19 digits.
CREATE TABLE tenants (
    id BIGINT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX tenants_by_name ON tenants (name);

CREATE TABLE portal_users (
    id BLOB NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    -- Attempts to sign in are found by it.
    login_digest BLOB NOT NULL UNIQUE,
    name TEXT NOT NULL,
    mail TEXT NOT NULL,
    tenant BIGINT NOT NULL REFERENCES tenants (id),
    -- system_administrator, user_administrator, auditor, member
    role TEXT NOT NULL,
    suspended BOOLEAN NOT NULL,
    -- A slow hash; NULL until one is set by an invitation.
    password TEXT,
    created_at BIGINT NOT NULL,
    signed_in_at BIGINT,
    folded TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX portal_users_by_name ON portal_users (name, id);
CREATE INDEX portal_users_by_mail ON portal_users (mail, id);
CREATE INDEX portal_users_by_role ON portal_users (role, id);
CREATE INDEX portal_users_by_tenant ON portal_users (tenant);

-- Wrong passwords and codes in a row, by the digest of the login id: one that nobody has leaves the same row behind.
CREATE TABLE portal_attempts (
    digest BLOB NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    -- NULL: not locked.
    locked_until BIGINT,
    -- When counting begins anew; the lock's end when there is one.
    forgotten_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX portal_attempts_by_end ON portal_attempts (forgotten_at);
CREATE INDEX portal_attempts_locked ON portal_attempts (locked_until) WHERE locked_until IS NOT NULL;

-- People in a browser, by the digest of the cookie's secret.
CREATE TABLE portal_sessions (
    digest BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    -- second_factor, enrolling, signed_in
    stage TEXT NOT NULL,
    began_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    -- Address and browser, for the user's own list.
    came_from TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX portal_sessions_by_user ON portal_sessions (user_id, began_at);
CREATE INDEX portal_sessions_by_end ON portal_sessions (until);

-- Second factors: the secret sealed under the office's key, which is not in the database.
CREATE TABLE portal_factors (
    user_id BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    -- The latest time step of which a code was taken: neither it nor any before is taken again.
    last_step BIGINT NOT NULL
) WITHOUT ROWID;

-- What a second factor can be replaced by, each once: a row that is used is gone.
CREATE TABLE recovery_codes (
    user_id BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (user_id, digest)
) WITHOUT ROWID;

-- One-time links to set a password. The link's secret is a proof under the office's key; a row that is used is gone.
CREATE TABLE invitations (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL UNIQUE,
    until BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX invitations_by_end ON invitations (until);

-- Secrets that are picked up once. The row is the history, too: it keeps login id and name, and stays when its user is deleted.
CREATE TABLE handovers (
    id BLOB NOT NULL PRIMARY KEY,
    user_id BLOB NOT NULL,
    login TEXT NOT NULL,
    name TEXT NOT NULL,
    tenant BIGINT NOT NULL,
    -- The API key of a client whose credentials these are; NULL for an API token, which has the next three.
    client TEXT,
    level TEXT,
    grants TEXT,
    days BIGINT,
    -- For how long the client's password before stays good.
    overlap_seconds BIGINT,
    -- issued, picked_up, revoked, voided
    state TEXT NOT NULL,
    issued_at BIGINT NOT NULL,
    issued_by TEXT NOT NULL,
    pickup_until BIGINT NOT NULL,
    picked_up_at BIGINT,
    picked_up_from TEXT,
    -- Of an API token: the digest by which a bearer is found, and the end of its time.
    digest BLOB UNIQUE,
    expires_at BIGINT,
    fingerprint TEXT,
    ended_at BIGINT,
    ended_by TEXT,
    -- How many days before the end the last reminder was for.
    reminded BIGINT,
    -- When the state's own time is over: to be picked up, to be used, or the end itself; NULL: never.
    over_at BIGINT,
    folded TEXT NOT NULL,
    CHECK ((client IS NULL) = (level IS NOT NULL AND grants IS NOT NULL AND days IS NOT NULL)),
    CHECK ((client IS NULL) = (overlap_seconds IS NULL)),
    CHECK ((state IN ('revoked', 'voided')) = (ended_at IS NOT NULL)),
    CHECK (state <> 'picked_up' OR picked_up_at IS NOT NULL AND (client IS NULL) = (digest IS NOT NULL AND expires_at IS NOT NULL))
) WITHOUT ROWID;
CREATE INDEX handovers_by_time ON handovers (issued_at, id);
CREATE INDEX handovers_by_user ON handovers (user_id, issued_at, id);
CREATE INDEX handovers_by_state ON handovers (state, over_at);
CREATE INDEX handovers_by_end ON handovers (over_at);
-- Nobody has two of a kind to pick up.
CREATE UNIQUE INDEX handovers_waiting ON handovers (user_id, COALESCE(client, '')) WHERE state = 'issued';

-- Mails, written by the transaction of what they tell of. What stands in them opens nothing: links are put in when they are sent.
CREATE TABLE mails (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    -- Whose link is put in.
    invitation BLOB,
    created_at BIGINT NOT NULL,
    -- waiting, sent, failed
    state TEXT NOT NULL,
    attempts BIGINT NOT NULL,
    -- When it is tried next, or was tried last. A gateway that takes it moves this on, so nobody else does meanwhile.
    next_at BIGINT NOT NULL,
    -- Since when it waits: written, or put into the queue again.
    waiting_since BIGINT NOT NULL,
    trouble TEXT,
    sent_at BIGINT,
    folded TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX mails_by_state ON mails (state, next_at);
CREATE INDEX mails_by_time ON mails (created_at, id);

-- The bank's own words of a kind of mail.
CREATE TABLE mail_templates (
    kind TEXT NOT NULL PRIMARY KEY,
    subject TEXT NOT NULL,
    body TEXT NOT NULL
);

-- One row once somebody has changed them.
CREATE TABLE parameters (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    api_token_days BIGINT NOT NULL,
    pickup_days BIGINT NOT NULL,
    overlap_hours BIGINT NOT NULL
);

-- What clients did, by the hour.
CREATE TABLE activity (
    -- Hours since 1970.
    hour BIGINT NOT NULL,
    -- An API key; empty: nobody's who is known.
    client TEXT NOT NULL,
    -- answered, refused, failed, token_issued, token_refused
    what TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (hour, client, what)
) WITHOUT ROWID;
