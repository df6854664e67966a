//! The rows of an exchange. A row that is read with `row_lock!` stays held until the transaction ends.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_audit::{Entry, Origin};
use fgapi_database::statement;
use fgapi_domain::UnixSeconds;
use fgapi_token::judge::RefreshFacts;
use fgapi_token::{AuthTokenRow, Family, Generation, IssuedPair, Link, LinkId, LinkStanding, TokenDigest};

use super::here::row_lock;
use super::rows::{self, AuthRow, AuthSql, KeptRow, KeptSql, LinkRow, LinkSql, TokenRow, TokenSql, link_columns};
use super::{Conn, audit, hold};
use crate::RegisterFault;
use fgapi_token::exchange::{KeptAnswer, TokenTables};
use fgapi_token::told;

statement! {
    /// An auth token, held.
    struct Auth<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: AuthSql;
    sql: concat!(
        "SELECT l.digest, l.client, l.customer, l.link_name, l.new_link, l.grants, l.accounts, l.challenge, l.consented_at, \
         l.consent_until, l.expires_at, l.spent FROM auth_tokens l WHERE l.digest = ?", row_lock!()
    )
}

statement! {
    /// A link by its name, held.
    struct LinkNamed<'q> { client: &'q [u8], customer: &'q str, name: &'q str }
    binds: client as Binary, customer as Text, name as Text;
    rows: LinkSql;
    sql: concat!("SELECT ", link_columns!(), " FROM links l WHERE l.client = ? AND l.customer = ? AND l.name = ?", row_lock!())
}

statement! {
    /// A link, held.
    struct LinkById<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: LinkSql;
    sql: concat!("SELECT ", link_columns!(), " FROM links l WHERE l.id = ?", row_lock!())
}

statement! {
    /// A refresh token with its link, held.
    struct Refresh<'q> { digest: &'q [u8] }
    binds: digest as Binary;
    rows: (TokenSql, LinkSql);
    sql: concat!(
        "SELECT t.family, t.generation, t.expires_at, ", link_columns!(),
        " FROM tokens t JOIN links l ON l.id = t.link WHERE t.digest = ? AND t.kind = 'refresh'", row_lock!()
    )
}

statement! {
    /// The answer under a key.
    struct Kept<'q> { key: &'q [u8] }
    binds: key as Binary;
    rows: KeptSql;
    sql: "SELECT body, sealed, expires_at, link, family, generation, created_at, access_expires_at, refresh_expires_at, consent_until, \
          grants FROM idempotency WHERE key = ?"
}

statement! {
    /// Makes a link, unless there is one.
    struct MakeLink<'q> {
        id: &'q [u8], client: &'q [u8], customer: &'q str, name: &'q str, family: i64, generation: i64, used: i64, rotated_at: i64,
        grants: String, accounts: String, consented_at: i64, consent_until: i64,
    }
    binds: id as Binary, client as Binary, customer as Text, name as Text, family as BigInt, generation as BigInt, used as BigInt,
        rotated_at as BigInt, grants as Text, accounts as Text, consented_at as BigInt, consent_until as BigInt;
    rows: ();
    sql: "INSERT INTO links (id, client, customer, name, family, generation, used, rotated_at, grants, accounts, consented_at, \
          consent_until) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (client, customer, name) DO NOTHING"
}

statement! {
    /// Writes what may change of a link.
    struct PutLink<'q> {
        id: &'q [u8], family: i64, generation: i64, used: i64, rotated_at: i64, end_reason: Option<&'q str>, ended_at: Option<i64>,
        grants: String, accounts: String, consented_at: i64, consent_until: i64,
    }
    binds: family as BigInt, generation as BigInt, used as BigInt, rotated_at as BigInt, end_reason as Nullable<Text>,
        ended_at as Nullable<BigInt>, grants as Text, accounts as Text, consented_at as BigInt, consent_until as BigInt, id as Binary;
    rows: ();
    sql: "UPDATE links SET family = ?, generation = ?, used = ?, rotated_at = ?, end_reason = ?, ended_at = ?, grants = ?, accounts = ?, \
          consented_at = ?, consent_until = ? WHERE id = ?"
}

statement! {
    /// Notes the family that an auth token was exchanged for.
    struct Spend<'q> { digest: &'q [u8], family: i64 }
    binds: family as BigInt, digest as Binary;
    rows: ();
    sql: "UPDATE auth_tokens SET spent = ? WHERE digest = ?"
}

statement! {
    /// Adds an access and a refresh token.
    pub(crate) struct AddPair<'q> {
        access: &'q [u8], refresh: &'q [u8], link: &'q [u8], family: i64, generation: i64, created_at: i64, access_until: i64,
        refresh_until: i64,
    }
    binds: access as Binary, link as Binary, family as BigInt, generation as BigInt, created_at as BigInt, access_until as BigInt,
        refresh as Binary, link as Binary, family as BigInt, generation as BigInt, created_at as BigInt, refresh_until as BigInt;
    rows: ();
    sql: "INSERT INTO tokens (digest, kind, link, family, generation, created_at, expires_at) \
          VALUES (?, 'access', ?, ?, ?, ?, ?), (?, 'refresh', ?, ?, ?, ?, ?)"
}

statement! {
    /// Forgets the answers kept for a link.
    struct Forget<'q> { link: &'q [u8] }
    binds: link as Binary;
    rows: ();
    sql: "DELETE FROM idempotency WHERE link = ?"
}

statement! {
    /// Keeps an answer.
    struct Keep<'q> {
        key: &'q [u8], body: &'q [u8], link: Option<&'q [u8]>, family: i64, generation: i64, sealed: &'q [u8], created_at: i64,
        access_until: i64, refresh_until: i64, consent_until: i64, grants: String, expires_at: i64,
    }
    binds: key as Binary, body as Binary, link as Nullable<Binary>, family as BigInt, generation as BigInt, sealed as Binary,
        created_at as BigInt, access_until as BigInt, refresh_until as BigInt, consent_until as BigInt, grants as Text,
        expires_at as BigInt;
    rows: ();
    sql: "INSERT INTO idempotency (key, body, link, family, generation, sealed, created_at, access_expires_at, refresh_expires_at, \
          consent_until, grants, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
          ON CONFLICT (key) DO UPDATE SET body = excluded.body, link = excluded.link, family = excluded.family, \
          generation = excluded.generation, sealed = excluded.sealed, created_at = excluded.created_at, \
          access_expires_at = excluded.access_expires_at, refresh_expires_at = excluded.refresh_expires_at, \
          consent_until = excluded.consent_until, grants = excluded.grants, expires_at = excluded.expires_at"
}

statement! {
    /// Keeps an auth token.
    struct AddAuth<'q> {
        digest: &'q [u8], client: &'q [u8], customer: &'q str, link_name: &'q str, new_link: &'q [u8], grants: String,
        accounts: String, challenge: Option<&'q [u8]>, consented_at: i64, consent_until: i64, expires_at: i64, spent: Option<i64>,
    }
    binds: digest as Binary, client as Binary, customer as Text, link_name as Text, new_link as Binary, grants as Text,
        accounts as Text, challenge as Nullable<Binary>, consented_at as BigInt, consent_until as BigInt, expires_at as BigInt,
        spent as Nullable<BigInt>;
    rows: ();
    sql: "INSERT INTO auth_tokens (digest, client, customer, link_name, new_link, grants, accounts, challenge, consented_at, \
          consent_until, expires_at, spent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
}

statement! {
    /// A client's API key.
    struct KeyOf<'q> { id: &'q [u8] }
    binds: id as Binary;
    rows: Text;
    sql: "SELECT api_key FROM clients WHERE id = ?"
}

/// Keeps an auth token, which its customer gave from there, within the transaction that is open on the connection.
///
/// # Errors
/// [`RegisterFault`]: the transaction is to be undone.
pub fn add_auth(conn: &mut Conn, row: &AuthTokenRow, origin: &Origin) -> Result<(), RegisterFault> {
    AddAuth {
        digest: row.token.as_bytes(),
        client: row.client.0.as_bytes(),
        customer: row.customer.as_str(),
        link_name: row.link_name.as_str(),
        new_link: row.new_link.0.as_bytes(),
        grants: row.grants.to_string(),
        accounts: row.accounts.to_string(),
        challenge: row.challenge.as_ref().map(|challenge| challenge.as_bytes().as_slice()),
        consented_at: row.consented_at.0,
        consent_until: row.consent_until.0,
        expires_at: row.expires_at.0,
        spent: row.spent.map(|family| family.0),
    }
    .execute(conn)?;
    let api_key: Option<String> = KeyOf { id: row.client.0.as_bytes() }.get_result(conn).optional()?;
    let api_key = api_key.map(|text| text.parse()).transpose()?;
    audit::append(conn, &told::consented(row, api_key.as_ref(), origin))
}

/// Takes the one row that a statement was to change as changed, or fails the transaction.
fn one_row(changed: usize, what: &str) -> Result<(), RegisterFault> {
    if changed == 1 { Ok(()) } else { Err(RegisterFault::corrupt(format!("{what} vanished while it was held"))) }
}

/// The tables, within the transaction that is open on a connection.
pub(crate) struct Tables<'c>(pub(crate) &'c mut Conn);

impl TokenTables for Tables<'_> {
    type Fault = RegisterFault;

    fn hold_key(&mut self, key: &[u8; 32]) -> Result<(), RegisterFault> {
        let [a, b, c, d, e, f, g, h, ..] = *key;
        Ok(hold(self.0, i64::from_be_bytes([a, b, c, d, e, f, g, h]))?)
    }

    fn kept(&mut self, key: &[u8; 32]) -> Result<Option<KeptAnswer>, RegisterFault> {
        let row: Option<KeptRow> = Kept { key }.get_result(self.0).optional()?;
        row.map(|row| rows::kept(key, row)).transpose()
    }

    fn hold_auth(&mut self, digest: &TokenDigest) -> Result<Option<AuthTokenRow>, RegisterFault> {
        let row: Option<AuthRow> = Auth { digest: digest.as_bytes() }.get_result(self.0).optional()?;
        row.map(rows::auth).transpose()
    }

    fn hold_link_of(&mut self, auth: &AuthTokenRow) -> Result<Option<Link>, RegisterFault> {
        let named = LinkNamed { client: auth.client.0.as_bytes(), customer: auth.customer.as_str(), name: auth.link_name.as_str() };
        let row: Option<LinkRow> = named.get_result(self.0).optional()?;
        row.map(rows::link).transpose()
    }

    fn hold_refresh(&mut self, digest: &TokenDigest) -> Result<Option<RefreshFacts>, RegisterFault> {
        let row: Option<(TokenRow, LinkRow)> = Refresh { digest: digest.as_bytes() }.get_result(self.0).optional()?;
        let Some(((family, generation, expires_at), link)) = row else { return Ok(None) };
        let link = rows::link(link)?;
        Ok(Some(RefreshFacts { link, family: Family(family), generation: Generation(generation), expires_at: UnixSeconds(expires_at) }))
    }

    fn hold_link(&mut self, id: LinkId) -> Result<Option<Link>, RegisterFault> {
        let row: Option<LinkRow> = LinkById { id: id.0.as_bytes() }.get_result(self.0).optional()?;
        row.map(rows::link).transpose()
    }

    fn make_link(&mut self, link: &Link) -> Result<(), RegisterFault> {
        MakeLink {
            id: link.id.0.as_bytes(),
            client: link.client.0.as_bytes(),
            customer: link.customer.as_str(),
            name: link.name.as_str(),
            family: link.family.0,
            generation: link.generation.0,
            used: link.used.0,
            rotated_at: link.rotated_at.0,
            grants: link.grants.to_string(),
            accounts: link.accounts.to_string(),
            consented_at: link.consented_at.0,
            consent_until: link.consent_until.0,
        }
        .execute(self.0)?;
        Ok(())
    }

    fn put_link(&mut self, link: &Link) -> Result<(), RegisterFault> {
        let end_reason = match link.standing {
            LinkStanding::Active => None,
            LinkStanding::Ended(reason) => Some(reason.as_str()),
        };
        let changed = PutLink {
            id: link.id.0.as_bytes(),
            family: link.family.0,
            generation: link.generation.0,
            used: link.used.0,
            rotated_at: link.rotated_at.0,
            end_reason,
            ended_at: link.ended_at.map(|at| at.0),
            grants: link.grants.to_string(),
            accounts: link.accounts.to_string(),
            consented_at: link.consented_at.0,
            consent_until: link.consent_until.0,
        }
        .execute(self.0)?;
        one_row(changed, "a link")
    }

    fn spend(&mut self, auth: &TokenDigest, family: Family) -> Result<(), RegisterFault> {
        one_row(Spend { digest: auth.as_bytes(), family: family.0 }.execute(self.0)?, "an auth token")
    }

    fn add_pair(&mut self, access: &TokenDigest, refresh: &TokenDigest, link: &Link, pair: &IssuedPair) -> Result<(), RegisterFault> {
        AddPair {
            access: access.as_bytes(),
            refresh: refresh.as_bytes(),
            link: link.id.0.as_bytes(),
            family: link.family.0,
            generation: link.generation.0,
            created_at: pair.created_at.0,
            access_until: pair.access_expires_at.0,
            refresh_until: pair.refresh_expires_at.0,
        }
        .execute(self.0)?;
        Ok(())
    }

    fn forget(&mut self, link: LinkId) -> Result<(), RegisterFault> {
        Forget { link: link.0.as_bytes() }.execute(self.0)?;
        Ok(())
    }

    fn tell(&mut self, entry: &Entry) -> Result<(), RegisterFault> {
        audit::append(self.0, entry)
    }

    fn keep(&mut self, answer: &KeptAnswer) -> Result<(), RegisterFault> {
        let (mark, given) = (&answer.mark, answer.given.as_ref());
        let time = |of: fn(&IssuedPair) -> UnixSeconds| given.map_or(0, |given| of(&given.pair).0);
        Keep {
            key: &mark.key,
            body: &mark.body,
            link: given.map(|given| given.pair.link.0.as_bytes().as_slice()),
            family: given.map_or(0, |given| given.family.0),
            generation: given.map_or(0, |given| given.generation.0),
            sealed: &mark.sealed,
            created_at: time(|pair| pair.created_at),
            access_until: time(|pair| pair.access_expires_at),
            refresh_until: time(|pair| pair.refresh_expires_at),
            consent_until: time(|pair| pair.consent_until),
            grants: given.map_or_else(String::new, |given| given.pair.grants.to_string()),
            expires_at: mark.expires_at.0,
        }
        .execute(self.0)?;
        Ok(())
    }
}
