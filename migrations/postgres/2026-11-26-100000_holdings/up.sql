-- What others entrust to the gateway: sealed values and the wrapped keys that they lie under, tenants' credentials of outside products
-- and the clients that read them, and customers' accounts at other institutions.
-- Times are UNIX seconds. Digests are SHA-256. What is sealed opens under master keys only, which no database has.

-- A tenant is deleted when nothing was handed over to its people.
CREATE INDEX handovers_by_tenant ON handovers (tenant);

-- One row: whether the staff shut the vault.
CREATE TABLE vault_state (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    sealed_at BIGINT,
    sealed_by TEXT,
    CHECK ((sealed_at IS NULL) = (sealed_by IS NULL))
);
INSERT INTO vault_state (id) VALUES (1);

-- Owners' data keys, wrapped under a master key. Whoever stores a value counts it here first, and so holds the row: a key that is
-- replaced is not sealed under any more.
CREATE TABLE vault_keys (
    number BIGINT NOT NULL PRIMARY KEY,
    -- The tenant, or 0: the gateway itself.
    owner BIGINT NOT NULL,
    tenant BIGINT REFERENCES tenants (id) ON DELETE CASCADE,
    master BIGINT NOT NULL,
    wrapped BYTEA NOT NULL,
    is_current BOOLEAN NOT NULL,
    seals BIGINT NOT NULL,
    made_at BIGINT NOT NULL,
    CHECK (owner = COALESCE(tenant, 0))
);
CREATE UNIQUE INDEX vault_keys_current ON vault_keys (owner) WHERE is_current;
CREATE INDEX vault_keys_by_tenant ON vault_keys (tenant);

CREATE TABLE vault_values (
    owner BIGINT NOT NULL,
    service TEXT COLLATE "C" NOT NULL,
    field TEXT COLLATE "C" NOT NULL,
    tenant BIGINT REFERENCES tenants (id) ON DELETE CASCADE,
    key_number BIGINT NOT NULL REFERENCES vault_keys (number),
    sealed BYTEA NOT NULL,
    hint TEXT NOT NULL,
    set_at BIGINT NOT NULL,
    PRIMARY KEY (owner, service, field),
    CHECK (owner = COALESCE(tenant, 0))
);
CREATE INDEX vault_values_by_key ON vault_values (key_number, owner, service, field);
CREATE INDEX vault_values_by_tenant ON vault_values (tenant);

-- What of a product's credentials is not secret.
CREATE TABLE saas_credentials (
    tenant BIGINT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    -- serviceCode
    product TEXT COLLATE "C" NOT NULL,
    enabled BOOLEAN NOT NULL,
    receiving_department TEXT NOT NULL,
    deposit_account_item_code TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by TEXT NOT NULL,
    PRIMARY KEY (tenant, product)
);

-- Tenants' programs. A disabled one's tokens are found with it, and are dead.
CREATE TABLE tenant_clients (
    id BYTEA NOT NULL PRIMARY KEY,
    tenant BIGINT NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
    -- companyOID: the same for all clients of a tenant.
    company BYTEA NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    level TEXT NOT NULL,
    secret BYTEA NOT NULL,
    -- The secret before, and until when it is taken beside the present one.
    secret_before BYTEA,
    secret_before_until BIGINT,
    enabled BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    CHECK ((secret_before IS NULL) = (secret_before_until IS NULL))
);
CREATE INDEX tenant_clients_by_tenant ON tenant_clients (tenant, name, id);

CREATE TABLE tenant_tokens (
    digest BYTEA NOT NULL PRIMARY KEY,
    client BYTEA NOT NULL REFERENCES tenant_clients (id) ON DELETE CASCADE,
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tenant_tokens_by_client ON tenant_tokens (client);
CREATE INDEX tenant_tokens_by_expiry ON tenant_tokens (expires_at);

-- The catalogue of institutions. Whoever leases an account holds its service's row, so that no more are leased than may be.
CREATE TABLE linked_services (
    id BIGINT NOT NULL PRIMARY KEY,
    -- The service as a catalogue file has it.
    text TEXT NOT NULL,
    automatic BOOLEAN NOT NULL,
    concurrency BIGINT NOT NULL,
    timeout_seconds BIGINT NOT NULL
);

-- Customers' accounts there. Whoever changes anything that belongs to an account holds its row.
CREATE TABLE linked_accounts (
    id BYTEA NOT NULL PRIMARY KEY,
    customer TEXT COLLATE "C" NOT NULL,
    service BIGINT NOT NULL REFERENCES linked_services (id),
    uid_hidden TEXT NOT NULL,
    disp_name TEXT,
    memo TEXT,
    message TEXT,
    msg_flag BOOLEAN NOT NULL,
    msg_time BIGINT,
    created_at BIGINT NOT NULL,
    suspended BOOLEAN NOT NULL,
    automatic BOOLEAN NOT NULL,
    -- Why the last attempt failed, by the number of the publisher's catalogue; NULL: it did not.
    error BIGINT,
    last_aggregated_at BIGINT,
    last_succeeded_at BIGINT,
    next_aggregate_at BIGINT,
    asset_sum BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    -- One more with each lease; only the newest writes. The lease is out while the next column has a time.
    fence BIGINT NOT NULL,
    lease_until BIGINT,
    consent_until BIGINT
) WITH (fillfactor = 70);
CREATE INDEX linked_accounts_by_customer ON linked_accounts (customer, created_at, id);
CREATE INDEX linked_accounts_due ON linked_accounts (service, next_aggregate_at) WHERE automatic AND NOT suspended;
CREATE INDEX linked_accounts_leased ON linked_accounts (service, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX linked_accounts_by_error ON linked_accounts (service, error);

CREATE TABLE linked_sub_accounts (
    account BYTEA NOT NULL REFERENCES linked_accounts (id) ON DELETE CASCADE,
    -- The institution's order.
    ordinal BIGINT NOT NULL,
    far_id TEXT NOT NULL,
    branch_name TEXT,
    number TEXT,
    kind TEXT NOT NULL,
    balance BIGINT NOT NULL,
    PRIMARY KEY (account, ordinal)
);

CREATE TABLE linked_transactions (
    account BYTEA NOT NULL REFERENCES linked_accounts (id) ON DELETE CASCADE,
    -- The institution's ids of the account there, and of the booking.
    sub TEXT COLLATE "C" NOT NULL,
    far_id TEXT COLLATE "C" NOT NULL,
    booked_at BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    description TEXT NOT NULL,
    PRIMARY KEY (account, sub, far_id)
);
CREATE INDEX linked_transactions_by_time ON linked_transactions (account, booked_at, far_id, sub);

-- What institutions want to know.
CREATE TABLE linked_requests (
    id BYTEA NOT NULL PRIMARY KEY,
    account BYTEA NOT NULL REFERENCES linked_accounts (id) ON DELETE CASCADE,
    ordinal BIGINT NOT NULL,
    -- In which field of the account's place an answer lies.
    field TEXT COLLATE "C" NOT NULL,
    message TEXT NOT NULL,
    question TEXT NOT NULL
);
CREATE INDEX linked_requests_by_account ON linked_requests (account, ordinal);

-- Until when answers are kept that nobody has used. The answers lie in vault_values.
CREATE TABLE linked_answers (
    account BYTEA NOT NULL REFERENCES linked_accounts (id) ON DELETE CASCADE,
    field TEXT COLLATE "C" NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (account, field)
);
CREATE INDEX linked_answers_by_end ON linked_answers (until);

-- Customers on the way to another institution's screens. A row that is used is gone.
CREATE TABLE linked_pending (
    -- The digest of `state`.
    state BYTEA NOT NULL PRIMARY KEY,
    customer TEXT NOT NULL,
    service BIGINT NOT NULL,
    -- The account that is linked anew.
    account BYTEA,
    -- Where the verifier lies in vault_values.
    verifier_service TEXT COLLATE "C" NOT NULL,
    verifier_field TEXT COLLATE "C" NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX linked_pending_by_account ON linked_pending (account) WHERE account IS NOT NULL;
CREATE INDEX linked_pending_by_end ON linked_pending (until);
