-- Consent journeys, what a customer's visits and PINs are known by, and what clients, links and auth tokens say of a consent.
-- Times are UNIX seconds. Digests are SHA-256; neither a secret nor a PIN stands here in clear.

-- What the screens show and ask when the client links a customer.
-- Exact URIs that end users may be sent back to, separated by spaces; empty: any on redirect_domains.
ALTER TABLE clients ADD COLUMN redirect_uris TEXT NOT NULL DEFAULT '';
ALTER TABLE clients ADD COLUMN scope_choice BOOLEAN NOT NULL DEFAULT TRUE;
ALTER TABLE clients ADD COLUMN account_choice BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE clients ADD COLUMN inquiry_pins BOOLEAN NOT NULL DEFAULT TRUE;
-- https addresses of the client's own pages.
ALTER TABLE clients ADD COLUMN site TEXT;
ALTER TABLE clients ADD COLUMN terms TEXT;
ALTER TABLE clients ADD COLUMN privacy TEXT;

-- Which accounts the consent is about: * for all, or account ids separated by spaces.
ALTER TABLE links ADD COLUMN accounts TEXT NOT NULL DEFAULT '*';
-- A refresh changes neither, so its row stays where it is.
CREATE INDEX links_by_customer ON links (customer, consented_at);
ALTER TABLE auth_tokens ADD COLUMN accounts TEXT NOT NULL DEFAULT '*';
-- What the exchange has to prove; NULL: nothing.
ALTER TABLE auth_tokens ADD COLUMN challenge BLOB;

-- What clients read of links, summed up. Without foreign keys: it is written beside everything else.
CREATE TABLE link_reads (
    link BLOB NOT NULL PRIMARY KEY,
    last_at BIGINT NOT NULL,
    -- accounts, balances, transactions
    last_grant TEXT NOT NULL,
    -- Of all reads together.
    row_count BIGINT NOT NULL
) WITHOUT ROWID;

-- One run through the screens, from the first to the way home. A row stays for a day after its time.
CREATE TABLE journeys (
    id BLOB NOT NULL PRIMARY KEY,
    -- Digest of the secret that its browser has.
    browser BLOB NOT NULL,
    -- What the client asked for; all NULL for the customer's own page.
    api_key TEXT,
    redirect TEXT,
    state TEXT,
    challenge BLOB,
    link_name TEXT,
    -- Comma-separated: what was asked for and may be granted, and what may not.
    offered TEXT,
    refused TEXT,
    -- login, question, scopes, pins, pin-result, consent, links, ended
    step TEXT NOT NULL,
    -- The customer's question that is asked, and wrong answers to it; 0 at any other step.
    question BIGINT NOT NULL,
    wrong BIGINT NOT NULL,
    -- NULL before the login.
    customer TEXT,
    -- The certificate that was presented; all NULL when none was.
    certificate BLOB,
    certificate_subject TEXT,
    certificate_issuer TEXT,
    certificate_until BIGINT,
    -- What the customer chose.
    grants TEXT NOT NULL,
    accounts TEXT NOT NULL,
    -- Inquiry PINs that wait for the consent, sealed under the browser's secret; NULL when there are none, or the time is over.
    staged BLOB,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    -- One more with every change.
    revision BIGINT NOT NULL,
    CHECK ((api_key IS NULL) = (redirect IS NULL) AND (api_key IS NULL) = (link_name IS NULL)),
    CHECK ((certificate IS NULL) = (certificate_until IS NULL))
) WITHOUT ROWID;
CREATE INDEX journeys_by_expiry ON journeys (expires_at);
-- Those of which something is still to be cleared.
CREATE INDEX journeys_staged ON journeys (expires_at) WHERE staged IS NOT NULL;

-- On which devices and networks a customer was seen, and when last.
CREATE TABLE visits (
    customer TEXT NOT NULL,
    -- The number in the device's cookie.
    device BLOB NOT NULL,
    -- /24 or /48.
    network TEXT NOT NULL,
    last_at BIGINT NOT NULL,
    PRIMARY KEY (customer, device, network)
) WITHOUT ROWID;
CREATE INDEX visits_by_network ON visits (customer, network);
CREATE INDEX visits_by_time ON visits (last_at);

-- Accounts whose inquiry PIN (照会用暗証番号) the customer registered here. The PIN itself is with the bank.
CREATE TABLE registered_pins (
    customer TEXT NOT NULL,
    -- The account's id, composed.
    account TEXT NOT NULL,
    registered_at BIGINT NOT NULL,
    PRIMARY KEY (customer, account)
) WITHOUT ROWID;
