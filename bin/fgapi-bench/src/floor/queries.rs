//! Statements of the floor that both databases understand: one text each.

/// The rows of a page, by key range: account, day, position, last day.
pub(super) const PAGE_ROWS: &str = "SELECT day, ordinal, second, amount, running, description FROM transactions \
    WHERE account = ? AND (day, position) >= (?, ?) AND day <= ? AND position > 0 ORDER BY day, position LIMIT 201";

/// The rows of a page, by counting those before: account, how many.
pub(super) const ROWS_BY_OFFSET: &str = "SELECT day, ordinal, second, amount, running, description FROM transactions \
    WHERE account = ? AND position > 0 ORDER BY day, position LIMIT 201 OFFSET ?";

/// Whether a token is alive: token, link and client by its digest.
pub(super) const CHECK: &str = "SELECT t.generation, t.expires_at, l.generation, l.consent_until, l.customer, c.grants FROM tokens t \
    JOIN links l ON l.id = t.link JOIN clients c ON c.id = l.client WHERE t.digest = ? AND t.kind = 'access'";

/// Keeps a system token of a client that is known by key and password: digest, from, until, key, password.
pub(super) const ISSUE: &str = "INSERT INTO floor_system_tokens (digest, client, created_at, expires_at) \
    SELECT ?, id, ?, ? FROM floor_clients WHERE api_key = ? AND password = ?";

/// Ends the link of a living refresh token: at, digest.
pub(super) const END: &str = "UPDATE floor_links SET ended_at = ? WHERE ended_at IS NULL \
    AND (id, generation) = (SELECT t.link, t.generation FROM floor_tokens t WHERE t.digest = ? AND t.kind = 'refresh')";

/// Makes an auth token: digest.
pub(super) const OPENED: &str = "INSERT INTO floor_auth_tokens (digest) VALUES (?)";

/// Lifetime of the floor's tokens in seconds.
pub(super) const LIFETIME: i64 = 3_600;
