//! Rows of the token tables, and the words that they become.

use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_domain::UnixSeconds;
use fgapi_token::{
    AuthTokenRow, ClientId, ClientStanding, CodeChallenge, Family, Generation, IdempotencyMark, IssuedPair, KnownClient, Link, LinkId,
    LinkStanding, PasswordDigest, StoredPassword, TokenDigest,
};
use uuid::Uuid;

use crate::RegisterFault;
use fgapi_token::exchange::{GivenPair, KeptAnswer};

/// Columns of a client, in the order of `client_columns!`.
pub(crate) type ClientSql = (Binary, Text, Text, Text, Text, Bool, Binary, Nullable<Binary>, Nullable<BigInt>);
/// A row of them.
pub(crate) type ClientRow = (Vec<u8>, String, String, String, String, bool, Vec<u8>, Option<Vec<u8>>, Option<i64>);

macro_rules! client_columns {
    () => {
        "c.id, c.api_key, c.grants, c.networks, c.refresh_retry, c.enabled, c.password, c.previous_password, c.previous_until"
    };
}
pub(crate) use client_columns;

/// Columns of a link, in the order of `link_columns!`.
pub(crate) type LinkSql =
    (Binary, Binary, Text, Text, BigInt, BigInt, BigInt, BigInt, Nullable<Text>, Nullable<BigInt>, Text, Text, BigInt, BigInt);
/// A row of them.
pub(crate) type LinkRow = (Vec<u8>, Vec<u8>, String, String, i64, i64, i64, i64, Option<String>, Option<i64>, String, String, i64, i64);

macro_rules! link_columns {
    () => {
        "l.id, l.client, l.customer, l.name, l.family, l.generation, l.used, l.rotated_at, l.end_reason, l.ended_at, \
         l.grants, l.accounts, l.consented_at, l.consent_until"
    };
}
pub(crate) use link_columns;

/// Family, generation and end of a token.
pub(crate) type TokenSql = (BigInt, BigInt, BigInt);
/// A row of them.
pub(crate) type TokenRow = (i64, i64, i64);

/// Columns of an auth token.
pub(crate) type AuthSql = (Binary, Binary, Text, Text, Binary, Text, Text, Nullable<Binary>, BigInt, BigInt, BigInt, Nullable<BigInt>);
/// A row of them.
pub(crate) type AuthRow = (Vec<u8>, Vec<u8>, String, String, Vec<u8>, String, String, Option<Vec<u8>>, i64, i64, i64, Option<i64>);

/// Columns of a kept answer, but its key: the mark's, then the pair's.
pub(crate) type KeptSql = ((Binary, Binary, BigInt), (Nullable<Binary>, BigInt, BigInt), (BigInt, BigInt, BigInt, BigInt, Text));
/// A row of them.
pub(crate) type KeptRow = ((Vec<u8>, Vec<u8>, i64), (Option<Vec<u8>>, i64, i64), (i64, i64, i64, i64, String));

/// 32 bytes that stand in a column.
pub(crate) fn digest(bytes: &[u8]) -> Result<TokenDigest, RegisterFault> {
    Ok(TokenDigest::from_bytes(bytes.try_into().map_err(|_| RegisterFault::corrupt("a digest is not 32 bytes long"))?))
}

/// A challenge that stands in a column.
pub(crate) fn challenge_of(bytes: &[u8]) -> Result<CodeChallenge, RegisterFault> {
    digest(bytes).map(|digest| CodeChallenge::from_bytes(*digest.as_bytes()))
}

/// A link's id.
pub(crate) fn link_id(bytes: &[u8]) -> Result<LinkId, RegisterFault> {
    uuid(bytes).map(LinkId)
}

/// 16 bytes that stand in a column.
pub(crate) fn uuid(bytes: &[u8]) -> Result<Uuid, RegisterFault> {
    Uuid::from_slice(bytes).map_err(|_| RegisterFault::corrupt("an id is not 16 bytes long"))
}

/// A column with several words.
pub(crate) fn words<T: core::str::FromStr>(text: &str, what: &str) -> Result<Vec<T>, RegisterFault> {
    text.split_ascii_whitespace()
        .map(|word| word.parse().map_err(|_| RegisterFault::corrupt(format!("{what} that cannot be read"))))
        .collect()
}

/// A client.
pub(crate) fn client(row: ClientRow) -> Result<KnownClient, RegisterFault> {
    let (id, api_key, grants, networks, refresh_retry, enabled, password, previous, previous_until) = row;
    let mut passwords = vec![StoredPassword { digest: PasswordDigest(digest(&password)?), until: None }];
    if let (Some(previous), Some(until)) = (previous, previous_until) {
        passwords.push(StoredPassword { digest: PasswordDigest(digest(&previous)?), until: Some(UnixSeconds(until)) });
    }
    Ok(KnownClient {
        id: ClientId(uuid(&id)?),
        api_key: api_key.parse()?,
        grants: grants.parse()?,
        networks: words(&networks, "a network")?,
        standing: if enabled { ClientStanding::Enabled } else { ClientStanding::Disabled },
        refresh_retry: refresh_retry.parse()?,
        passwords,
    })
}

/// A link.
pub(crate) fn link(row: LinkRow) -> Result<Link, RegisterFault> {
    let (id, client, customer, name, family, generation, used, rotated_at, end_reason, ended_at, grants, accounts, consented_at, until) =
        row;
    Ok(Link {
        id: link_id(&id)?,
        client: ClientId(uuid(&client)?),
        customer: customer.parse()?,
        name: name.parse()?,
        family: Family(family),
        generation: Generation(generation),
        used: Generation(used),
        rotated_at: UnixSeconds(rotated_at),
        standing: match end_reason {
            None => LinkStanding::Active,
            Some(reason) => LinkStanding::Ended(reason.parse()?),
        },
        ended_at: ended_at.map(UnixSeconds),
        grants: grants.parse()?,
        accounts: accounts.parse()?,
        consented_at: UnixSeconds(consented_at),
        consent_until: UnixSeconds(until),
    })
}

/// An auth token.
pub(crate) fn auth(row: AuthRow) -> Result<AuthTokenRow, RegisterFault> {
    let (token, client, customer, link_name, new_link, grants, accounts, challenge, consented_at, consent_until, expires_at, spent) = row;
    Ok(AuthTokenRow {
        token: digest(&token)?,
        client: ClientId(uuid(&client)?),
        customer: customer.parse()?,
        link_name: link_name.parse()?,
        new_link: link_id(&new_link)?,
        grants: grants.parse()?,
        accounts: accounts.parse()?,
        challenge: challenge.as_deref().map(challenge_of).transpose()?,
        consented_at: UnixSeconds(consented_at),
        consent_until: UnixSeconds(consent_until),
        expires_at: UnixSeconds(expires_at),
        spent: spent.map(Family),
    })
}

/// The answer kept under `key`.
pub(crate) fn kept(key: &[u8; 32], row: KeptRow) -> Result<KeptAnswer, RegisterFault> {
    let ((body, sealed, expires_at), (link, family, generation), (created_at, access_until, refresh_until, consent_until, grants)) = row;
    let given = |link: Vec<u8>| {
        let pair = IssuedPair {
            link: link_id(&link)?,
            created_at: UnixSeconds(created_at),
            access_expires_at: UnixSeconds(access_until),
            refresh_expires_at: UnixSeconds(refresh_until),
            consent_until: UnixSeconds(consent_until),
            grants: grants.parse()?,
        };
        Ok::<_, RegisterFault>(GivenPair { pair, family: Family(family), generation: Generation(generation) })
    };
    let mark = IdempotencyMark { key: *key, body: *digest(&body)?.as_bytes(), sealed, expires_at: UnixSeconds(expires_at) };
    Ok(KeptAnswer { mark, given: link.map(given).transpose()? })
}
