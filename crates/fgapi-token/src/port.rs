//! The port: what a store of clients and tokens must do. Each method is one whole atomic transition;
//! when it answers, its effect is durable and seen by every later call on every node.

use std::fmt;

use fgapi_audit::{By, Origin};
use fgapi_domain::{AccountChoice, CustomerId, GrantSet, StoreFault, UnixSeconds};

use crate::{
    ApiKey, Client, ClientId, ClientStanding, CodeChallenge, CustomerLink, Dead, EndReason, Family, Generation, IdempotencyMark,
    KnownClient, Link, LinkId, LinkLevers, LinkName, LinkRead, PasswordDigest, TokenDigest,
};

/// Registered clients. Whatever is changed of them, the same transition tells the audit log, as [`told`](crate::told) says.
pub trait ClientStore: Send + Sync {
    /// The client with this API key, for checking its password; one indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn known_client(&self, api_key: &ApiKey) -> Result<Option<KnownClient>, StoreFault>;

    /// All that is registered of the client with this API key; one indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault>;

    /// Registers a client; `by` does. `Ok(false)` when its API key is taken.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_client(&self, client: &Client, by: &By) -> Result<bool, StoreFault>;

    /// Up to `limit` clients in the order of their API keys, from the one after `after` on.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn clients(&self, after: Option<&ApiKey>, limit: u32) -> Result<Vec<Client>, StoreFault>;

    /// Enables or disables a client; `Ok(false)` when there is none with this key. A disabled client's tokens are
    /// refused from the moment this answers, on every node; enabling it again makes those alive that have not expired.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn set_client_standing(&self, api_key: &ApiKey, standing: ClientStanding, now: UnixSeconds, by: &By) -> Result<bool, StoreFault>;

    /// Makes `next` the client's password; the present one is taken until `overlap_until`, any older one no more.
    /// `Ok(false)` when there is no such client.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn rotate_password(
        &self,
        api_key: &ApiKey,
        next: &PasswordDigest,
        now: UnixSeconds,
        overlap_until: UnixSeconds,
        by: &By,
    ) -> Result<bool, StoreFault>;
}

/// What a system token's check needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemFacts {
    /// Its client.
    pub client: KnownClient,
    /// What it may.
    pub grants: GrantSet,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// What an access token's check needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessFacts {
    /// Its client.
    pub client: KnownClient,
    /// Its link, as it is now.
    pub link: Link,
    /// The token's family.
    pub family: Family,
    /// The token's generation.
    pub generation: Generation,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// Checks: one indexed read each, never from a cache that could outlive a revocation.
pub trait TokenReader: Send + Sync {
    /// The facts of a system token; `None` when it was never given out.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn system_token(&self, digest: &TokenDigest) -> Result<Option<SystemFacts>, StoreFault>;

    /// The facts of an access token; `None` when it was never given out.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn access_token(&self, digest: &TokenDigest) -> Result<Option<AccessFacts>, StoreFault>;
}

/// Issue of a system token.
#[derive(Clone, Debug)]
pub struct IssueSystem {
    /// Who asks, and whence.
    pub by: By,
    /// The new token.
    pub token: TokenDigest,
    /// Its client.
    pub client: ClientId,
    /// What it may.
    pub grants: GrantSet,
    /// Now.
    pub now: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
    /// How many of the client's system tokens may live at once.
    pub limit: u32,
}

/// Outcome of [`TokenWriter::issue_system`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemIssued {
    /// It lives.
    Issued,
    /// As many as may live do; another can be issued when the oldest has expired. Nothing was evicted.
    AtLimit {
        /// When that is.
        free_at: UnixSeconds,
    },
}

/// An auth token as it is kept: made by a login, exchanged once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthTokenRow {
    /// The token.
    pub token: TokenDigest,
    /// The client that it was made for.
    pub client: ClientId,
    /// The end user who logged in.
    pub customer: CustomerId,
    /// Which link it makes or renews.
    pub link_name: LinkName,
    /// The number that the link gets when there is none yet.
    pub new_link: LinkId,
    /// What the end user granted.
    pub grants: GrantSet,
    /// Which of their accounts it is about.
    pub accounts: AccountChoice,
    /// What has to be proven when it is exchanged; `None`: nothing.
    pub challenge: Option<CodeChallenge>,
    /// When they consented.
    pub consented_at: UnixSeconds,
    /// When that is over.
    pub consent_until: UnixSeconds,
    /// When the auth token's own time is over.
    pub expires_at: UnixSeconds,
    /// The family that it was exchanged for; `None` before.
    pub spent: Option<Family>,
}

/// Which call an `idempotency_key` belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// /auth/token@POST.
    Redeem,
    /// /auth/token@PUT.
    Rotate,
    /// /auth/token@DELETE.
    End,
}

impl Endpoint {
    /// The value in stores.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Redeem => "redeem",
            Self::Rotate => "rotate",
            Self::End => "end",
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Exchange of an auth token for the first pair of a new family.
#[derive(Clone, Debug)]
pub struct Redeem {
    /// Who asks, and whence.
    pub by: By,
    /// The auth token.
    pub auth: TokenDigest,
    /// Who presents it.
    pub client: ClientId,
    /// What they proved, if anything.
    pub proof: Option<CodeChallenge>,
    /// The new access token.
    pub access: TokenDigest,
    /// The new refresh token.
    pub refresh: TokenDigest,
    /// Now.
    pub now: UnixSeconds,
    /// Lifetime of the access token, cut at the consent's end.
    pub access_seconds: i64,
    /// Lifetime of the refresh token, cut at the consent's end.
    pub refresh_seconds: i64,
    /// For a safe repetition of the call.
    pub idempotency: Option<IdempotencyMark>,
}

/// Exchange of a refresh token for the next pair of its family.
#[derive(Clone, Debug)]
pub struct Rotate {
    /// Who asks, and whence.
    pub by: By,
    /// The presented refresh token.
    pub presented: TokenDigest,
    /// Who presents it.
    pub client: ClientId,
    /// What a lost answer means for this client.
    pub refresh_retry: crate::RefreshRetry,
    /// The new access token.
    pub access: TokenDigest,
    /// The new refresh token.
    pub refresh: TokenDigest,
    /// Now.
    pub now: UnixSeconds,
    /// Lifetime of the access token, cut at the consent's end.
    pub access_seconds: i64,
    /// Lifetime of the refresh token, cut at the consent's end.
    pub refresh_seconds: i64,
    /// How long after a rotation the spent token may come again without ending the link.
    pub retry_seconds: i64,
    /// For a safe repetition of the call.
    pub idempotency: Option<IdempotencyMark>,
}

/// End of a link by its client.
#[derive(Clone, Debug)]
pub struct End {
    /// Who asks, and whence.
    pub by: By,
    /// The presented refresh token.
    pub presented: TokenDigest,
    /// Who presents it.
    pub client: ClientId,
    /// Now.
    pub now: UnixSeconds,
    /// For the check that a repeated key comes with the same body.
    pub idempotency: Option<IdempotencyMark>,
}

/// What is told of a pair beside the two tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedPair {
    /// The link.
    pub link: LinkId,
    /// When it was made.
    pub created_at: UnixSeconds,
    /// When the access token's time is over.
    pub access_expires_at: UnixSeconds,
    /// When the refresh token's time is over.
    pub refresh_expires_at: UnixSeconds,
    /// When the consent's time is over.
    pub consent_until: UnixSeconds,
    /// What the access token may.
    pub grants: GrantSet,
}

/// Outcome of [`TokenWriter::redeem`] and [`TokenWriter::rotate`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exchanged {
    /// The new pair lives, the old one is dead.
    Issued(IssuedPair),
    /// The same call was answered before, and the pair that it gave is still unused: this is that answer.
    Replayed {
        /// What is told of the pair.
        pair: IssuedPair,
        /// The two tokens, sealed under what the caller presented.
        sealed: Vec<u8>,
    },
    /// The `idempotency_key` was used with another body. Nothing changed.
    OtherBody,
    /// The presented token is refused.
    Refused {
        /// Why.
        why: Dead,
        /// The link was ended, because the token may have been stolen.
        ended_link: bool,
    },
}

/// Outcome of [`TokenWriter::end`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The link is over.
    Ended(LinkId),
    /// There was nothing alive to end.
    Nothing,
    /// The `idempotency_key` was used with another body. Nothing changed.
    OtherBody,
    /// The token belongs to another client. Nothing changed.
    OtherClient,
}

/// How many rows a purge removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Rows removed; fewer than the limit when nothing is left to purge.
    pub rows: u64,
}

/// Changes, each of which also tells the audit log of itself, as [`told`](crate::told) says: what is not told is not done. The rules are in [`judge`](crate::judge); a store asks them while it holds the link's row.
pub trait TokenWriter: Send + Sync {
    /// Keeps a new system token, unless as many as may live do.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn issue_system(&self, command: &IssueSystem) -> Result<SystemIssued, StoreFault>;

    /// Keeps a new system token in the same step in which it sees that the client is still as it was read earlier. `Ok(false)`, and
    /// nothing changed: the client is not as it was, there is no room, or this store cannot tell in one step; then the client is read
    /// and [`issue_system`](Self::issue_system) decides.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn issue_system_if(&self, _client: &KnownClient, _command: &IssueSystem) -> Result<bool, StoreFault> {
        Ok(false)
    }

    /// Keeps a new auth token: its customer, who came from `origin`, lets its client read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn keep_auth_token(&self, row: &AuthTokenRow, origin: &Origin) -> Result<(), StoreFault>;

    /// Exchanges an auth token, as [`judge::redeem`](crate::judge::redeem) rules.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn redeem(&self, command: &Redeem) -> Result<Exchanged, StoreFault>;

    /// Exchanges a refresh token, as [`judge::rotate`](crate::judge::rotate) rules.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn rotate(&self, command: &Rotate) -> Result<Exchanged, StoreFault>;

    /// Exchanges a living refresh token in the same step in which it sees that the bearer lives and its client is still as it was read
    /// earlier. `Ok(None)`, and nothing changed: one of the three is not so, or this store cannot tell in one step; then the bearer is
    /// checked and [`rotate`](Self::rotate) decides. Calls with an `idempotency_key` do not come here.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn rotate_if(&self, _bearer: &TokenDigest, _client: &KnownClient, _command: &Rotate) -> Result<Option<IssuedPair>, StoreFault> {
        Ok(None)
    }

    /// Ends a link, as [`judge::end`](crate::judge::end) rules.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn end(&self, command: &End) -> Result<Ended, StoreFault>;

    /// Notes that a token of this generation was used, and forgets the answers kept for a repetition of the call
    /// that gave it. Nothing happens when the link has moved on.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn mark_used(&self, link: LinkId, family: Family, generation: Generation) -> Result<(), StoreFault>;

    /// Ends a link for a reason of the bank or the end user; `Ok(false)` when it was not alive.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn end_link(&self, link: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, StoreFault>;

    /// Removes up to `limit` rows whose time was over before `now`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn purge(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault>;

    /// Raises the latest time that was seen to `now` and answers it: on every node no clock goes back behind it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn raise_clock(&self, now: UnixSeconds) -> Result<UnixSeconds, StoreFault>;
}

/// The links of an end user, as their own page shows them.
pub trait LinkRegister: Send + Sync {
    /// The customer's links, by the time of consent, newest first; at most `limit`. One indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn links_of(&self, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, StoreFault>;

    /// The customer consents anew to a link that is alive at `now`: its consent ends at `until`. Tokens, grants and accounts stay
    /// as they are. `Ok(false)` when it is not alive, or not the customer's.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn renew_link(
        &self,
        link: LinkId,
        customer: &CustomerId,
        now: UnixSeconds,
        until: UnixSeconds,
        origin: &Origin,
    ) -> Result<bool, StoreFault>;

    /// The customer ends a link of theirs ([`EndReason::RevokedByUser`]); `Ok(false)` when it is not alive, or not theirs.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn end_own_link(&self, link: LinkId, customer: &CustomerId, now: UnixSeconds, origin: &Origin) -> Result<bool, StoreFault>;

    /// Adds reads to those that were noted before: rows are summed, the later time stays. Each is one entry of the audit log.
    ///
    /// # Errors
    /// [`StoreFault`]; nothing is noted then.
    fn note_reads(&self, reads: &[(LinkId, LinkRead)]) -> Result<(), StoreFault>;
}

/// Everything that the token desk asks of a store.
pub trait TokenStore: ClientStore + TokenReader + TokenWriter + LinkRegister + LinkLevers {}

impl<S: ClientStore + TokenReader + TokenWriter + LinkRegister + LinkLevers> TokenStore for S {}
