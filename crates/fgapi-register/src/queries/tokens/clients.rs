//! The register of clients.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use fgapi_database::{DatabaseFault, statement};
use fgapi_domain::UnixSeconds;
use fgapi_token::{ApiKey, Client, ClientScreens, ClientStanding, KnownClient, PasswordDigest, WebPage};

use super::Conn;
use super::rows::{self, ClientRow, ClientSql, client_columns};
use crate::RegisterFault;

/// What only the register and the screens ask: name, company, redirect domains and URIs, time of registration; then the screens.
type ProfileSql = ((Text, Text, Text, Text, BigInt), (Bool, Bool, Bool, Nullable<Text>, Nullable<Text>, Nullable<Text>));
type ProfileRow = ((String, String, String, String, i64), (bool, bool, bool, Option<String>, Option<String>, Option<String>));

macro_rules! profile_columns {
    () => {
        "c.name, c.company, c.redirect_domains, c.redirect_uris, c.created_at, \
         c.scope_choice, c.account_choice, c.inquiry_pins, c.site, c.terms, c.privacy"
    };
}

statement! {
    /// A client by its API key.
    struct ByKey<'q> { api_key: &'q str }
    binds: api_key as Text;
    rows: ClientSql;
    sql: concat!("SELECT ", client_columns!(), " FROM clients c WHERE c.api_key = ?")
}

statement! {
    /// All that is registered of a client.
    struct Whole<'q> { api_key: &'q str }
    binds: api_key as Text;
    rows: (ClientSql, ProfileSql);
    sql: concat!("SELECT ", client_columns!(), ", ", profile_columns!(), " FROM clients c WHERE c.api_key = ?")
}

statement! {
    /// Clients in the order of their API keys. Every key comes after the empty one.
    struct InOrder<'q> { after: &'q str, limit: i64 }
    binds: after as Text, limit as BigInt;
    rows: (ClientSql, ProfileSql);
    sql: concat!(
        "SELECT ", client_columns!(), ", ", profile_columns!(), " FROM clients c WHERE c.api_key > ? ORDER BY c.api_key LIMIT ?"
    )
}

statement! {
    /// Registers a client, unless its API key is taken.
    struct Add<'q> {
        id: &'q [u8], api_key: &'q str, name: &'q str, company: &'q str, grants: String, networks: String, redirect_domains: String,
        refresh_retry: &'q str, enabled: bool, password: &'q [u8], previous: Option<&'q [u8]>, previous_until: Option<i64>,
        created_at: i64, redirect_uris: String, scope_choice: bool, account_choice: bool, inquiry_pins: bool, site: Option<&'q str>,
        terms: Option<&'q str>, privacy: Option<&'q str>,
    }
    binds: id as Binary, api_key as Text, name as Text, company as Text, grants as Text, networks as Text, redirect_domains as Text,
        refresh_retry as Text, enabled as Bool, password as Binary, previous as Nullable<Binary>, previous_until as Nullable<BigInt>,
        created_at as BigInt, redirect_uris as Text, scope_choice as Bool, account_choice as Bool, inquiry_pins as Bool,
        site as Nullable<Text>, terms as Nullable<Text>, privacy as Nullable<Text>;
    rows: ();
    sql: "INSERT INTO clients (id, api_key, name, company, grants, networks, redirect_domains, refresh_retry, enabled, \
          password, previous_password, previous_until, created_at, redirect_uris, scope_choice, account_choice, inquiry_pins, site, \
          terms, privacy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (api_key) DO NOTHING"
}

statement! {
    /// Enables or disables a client.
    struct SetEnabled<'q> { api_key: &'q str, enabled: bool }
    binds: enabled as Bool, api_key as Text;
    rows: ();
    sql: "UPDATE clients SET enabled = ? WHERE api_key = ?"
}

statement! {
    /// A new password; the present one becomes the one before.
    struct NextPassword<'q> { api_key: &'q str, next: &'q [u8], until: i64 }
    binds: until as BigInt, next as Binary, api_key as Text;
    rows: ();
    sql: "UPDATE clients SET previous_password = password, previous_until = ?, password = ? WHERE api_key = ?"
}

/// The client with this API key.
pub(super) fn known(conn: &mut Conn, api_key: &ApiKey) -> Result<Option<KnownClient>, RegisterFault> {
    let row: Option<ClientRow> = ByKey { api_key: api_key.as_str() }.get_result(conn).optional()?;
    row.map(rows::client).transpose()
}

/// All that is registered of the client with this API key.
pub(super) fn client(conn: &mut Conn, api_key: &ApiKey) -> Result<Option<Client>, RegisterFault> {
    Whole { api_key: api_key.as_str() }.get_result(conn).optional()?.map(whole).transpose()
}

/// Registers a client; `false` when its API key is taken.
pub(crate) fn add(conn: &mut Conn, client: &Client) -> Result<bool, RegisterFault> {
    let (known, screens) = (&client.known, &client.screens);
    let present = known.passwords.iter().find(|password| password.until.is_none());
    let present = present.ok_or_else(|| DatabaseFault::Conflict("a client without a password".to_owned()))?;
    let previous = known.passwords.iter().find(|password| password.until.is_some());
    let added = Add {
        id: known.id.0.as_bytes(),
        api_key: known.api_key.as_str(),
        name: client.name.as_str(),
        company: client.company.as_str(),
        grants: known.grants.to_string(),
        networks: spaced(&known.networks),
        redirect_domains: spaced(&client.redirect_domains),
        refresh_retry: known.refresh_retry.as_str(),
        enabled: known.standing == ClientStanding::Enabled,
        password: present.digest.0.as_bytes(),
        previous: previous.map(|password| password.digest.0.as_bytes().as_slice()),
        previous_until: previous.and_then(|password| password.until).map(|until| until.0),
        created_at: client.created_at.0,
        redirect_uris: spaced(&client.redirect_uris),
        scope_choice: screens.scope_choice,
        account_choice: screens.account_choice,
        inquiry_pins: screens.inquiry_pins,
        site: screens.site.as_ref().map(WebPage::as_str),
        terms: screens.terms.as_ref().map(WebPage::as_str),
        privacy: screens.privacy.as_ref().map(WebPage::as_str),
    }
    .execute(conn)?;
    Ok(added == 1)
}

/// Clients in the order of their API keys.
pub(super) fn list(conn: &mut Conn, after: Option<&ApiKey>, limit: u32) -> Result<Vec<Client>, RegisterFault> {
    let after = after.map_or("", ApiKey::as_str);
    InOrder { after, limit: limit.into() }.load(conn)?.into_iter().map(whole).collect()
}

fn whole((known, (profile, screens)): (ClientRow, ProfileRow)) -> Result<Client, RegisterFault> {
    let (name, company, redirect_domains, redirect_uris, created_at) = profile;
    let (scope_choice, account_choice, inquiry_pins, site, terms, privacy) = screens;
    let page = |text: Option<String>| text.map(|text| text.parse()).transpose();
    Ok(Client {
        known: rows::client(known)?,
        name: name.parse()?,
        company: company.parse()?,
        redirect_domains: rows::words(&redirect_domains, "a redirect domain")?,
        redirect_uris: rows::words(&redirect_uris, "a redirect URI")?,
        screens: ClientScreens {
            scope_choice,
            account_choice,
            inquiry_pins,
            site: page(site)?,
            terms: page(terms)?,
            privacy: page(privacy)?,
        },
        created_at: UnixSeconds(created_at),
    })
}

/// Enables or disables a client; `false` when there is none.
pub(super) fn set_standing(conn: &mut Conn, api_key: &ApiKey, standing: ClientStanding) -> Result<bool, RegisterFault> {
    let enabled = standing == ClientStanding::Enabled;
    Ok(SetEnabled { api_key: api_key.as_str(), enabled }.execute(conn)? == 1)
}

/// A new password; `false` when there is no such client.
pub(crate) fn rotate_password(
    conn: &mut Conn,
    api_key: &ApiKey,
    next: &PasswordDigest,
    overlap_until: UnixSeconds,
) -> Result<bool, RegisterFault> {
    Ok(NextPassword { api_key: api_key.as_str(), next: next.0.as_bytes(), until: overlap_until.0 }.execute(conn)? == 1)
}

/// What the row of a client that was read earlier has to say still.
#[derive(Default)]
pub(crate) struct AsRead<'q> {
    /// Whether it matters.
    pub(crate) asked: bool,
    pub(crate) grants: String,
    pub(crate) networks: String,
    pub(crate) refresh_retry: &'q str,
    pub(crate) password: &'q [u8],
    pub(crate) previous: Option<&'q [u8]>,
    pub(crate) previous_until: Option<i64>,
}

impl<'q> AsRead<'q> {
    /// Nobody asks for nothing; what a client without a password says no row says.
    pub(crate) fn of(client: Option<&'q KnownClient>) -> Self {
        let Some(client) = client else { return Self::default() };
        let present = client.passwords.iter().find(|password| password.until.is_none());
        let previous = client.passwords.iter().find(|password| password.until.is_some());
        Self {
            asked: true,
            grants: client.grants.to_string(),
            networks: spaced(&client.networks),
            refresh_retry: client.refresh_retry.as_str(),
            password: present.map_or(&[], |password| password.digest.0.as_bytes().as_slice()),
            previous: previous.map(|password| password.digest.0.as_bytes().as_slice()),
            previous_until: previous.and_then(|password| password.until).map(|until| until.0),
        }
    }
}

fn spaced<T: ToString>(words: &[T]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

statement! {
    /// Writes a client's registration anew, but for its number, API key, passwords and standing.
    struct Put<'q> {
        api_key: &'q str, name: &'q str, company: &'q str, grants: String, networks: String, redirect_domains: String,
        refresh_retry: &'q str, redirect_uris: String, scope_choice: bool, account_choice: bool, inquiry_pins: bool,
        site: Option<&'q str>, terms: Option<&'q str>, privacy: Option<&'q str>,
    }
    binds: name as Text, company as Text, grants as Text, networks as Text, redirect_domains as Text, refresh_retry as Text,
        redirect_uris as Text, scope_choice as Bool, account_choice as Bool, inquiry_pins as Bool, site as Nullable<Text>,
        terms as Nullable<Text>, privacy as Nullable<Text>, api_key as Text;
    rows: ();
    sql: "UPDATE clients SET name = ?, company = ?, grants = ?, networks = ?, redirect_domains = ?, refresh_retry = ?, \
          redirect_uris = ?, scope_choice = ?, account_choice = ?, inquiry_pins = ?, site = ?, terms = ?, privacy = ? WHERE api_key = ?"
}

/// Writes a client's registration anew, but for its number, API key, passwords and standing; `false` when there is none.
pub(crate) fn change(conn: &mut Conn, client: &Client) -> Result<bool, RegisterFault> {
    let (known, screens) = (&client.known, &client.screens);
    let changed = Put {
        api_key: known.api_key.as_str(),
        name: client.name.as_str(),
        company: client.company.as_str(),
        grants: known.grants.to_string(),
        networks: spaced(&known.networks),
        redirect_domains: spaced(&client.redirect_domains),
        refresh_retry: known.refresh_retry.as_str(),
        redirect_uris: spaced(&client.redirect_uris),
        scope_choice: screens.scope_choice,
        account_choice: screens.account_choice,
        inquiry_pins: screens.inquiry_pins,
        site: screens.site.as_ref().map(WebPage::as_str),
        terms: screens.terms.as_ref().map(WebPage::as_str),
        privacy: screens.privacy.as_ref().map(WebPage::as_str),
    }
    .execute(conn)?;
    Ok(changed == 1)
}
