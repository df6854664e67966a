//! What the audit log is told of each change: one text for every store.
//!
//! A link is told by its number, a token by the fingerprint of its digest, an account by nothing.

use fgapi_audit::{Act, Actor, By, Entry, EntryTime, Origin};
use fgapi_domain::{AccountChoice, CustomerId, UnixSeconds};

use crate::{
    ApiKey, AuthTokenRow, Client, ClientStanding, EndReason, Family, Generation, IssueSystem, LinkId, LinkRead, Redeem, Rotate, TokenDigest,
};

const fn at(now: UnixSeconds) -> EntryTime {
    EntryTime(now.0)
}

/// The client with this API key, as an actor.
pub fn client(api_key: &ApiKey) -> Actor {
    Actor::Client(api_key.as_str().into())
}

/// A customer, as an actor.
pub fn customer(id: &CustomerId) -> Actor {
    Actor::Customer(id.as_str().into())
}

/// A link, as a target.
pub fn link(id: LinkId) -> String {
    format!("link:{}", id.0)
}

/// A client, as a target.
pub fn client_target(api_key: &ApiKey) -> String {
    format!("client:{api_key}")
}

/// A system token, as a target.
pub fn system_token(token: &TokenDigest) -> String {
    format!("system_token:{}", token.fingerprint())
}

/// A system token was issued.
pub fn issued_system(command: &IssueSystem) -> Entry {
    let IssueSystem { by, token, grants, now, expires_at, .. } = command;
    Entry::done(at(*now), by, Act::TokenIssueSystem, system_token(token)).with(format!("grants={grants} until={}", expires_at.0))
}

/// An auth token was exchanged.
pub fn redeemed(command: &Redeem, auth: &AuthTokenRow, id: LinkId, family: Family) -> Entry {
    let detail = format!("customer={} link_name={} family={} grants={}", auth.customer, auth.link_name, family.0, auth.grants);
    Entry::done(at(command.now), &command.by, Act::TokenRedeem, link(id)).with(detail)
}

/// A refresh token was exchanged; `generation` is the new one.
pub fn rotated(command: &Rotate, id: LinkId, generation: Generation) -> Entry {
    Entry::done(at(command.now), &command.by, Act::TokenRotate, link(id)).with(format!("generation={}", generation.0))
}

/// A link ended.
pub fn ended(by: &By, act: Act, id: LinkId, reason: EndReason, now: UnixSeconds) -> Entry {
    Entry::done(at(now), by, act, link(id)).with(format!("reason={}", reason.as_str()))
}

/// A customer consented anew.
pub fn renewed(by: &By, id: LinkId, now: UnixSeconds, until: UnixSeconds) -> Entry {
    Entry::done(at(now), by, Act::LinkRenew, link(id)).with(format!("until={}", until.0))
}

/// A customer let a client read; `api_key` is the client's, as far as it is known.
pub fn consented(row: &AuthTokenRow, api_key: Option<&ApiKey>, origin: &Origin) -> Entry {
    let by = By::new(customer(&row.customer), origin.clone());
    let target = api_key.map_or_else(|| format!("client_id:{}", row.client.0), client_target);
    let accounts = match &row.accounts {
        AccountChoice::All => "all".to_owned(),
        AccountChoice::Only(chosen) => chosen.len().to_string(),
    };
    let (name, grants, until) = (&row.link_name, row.grants, row.consent_until.0);
    let detail = format!("link_name={name} grants={grants} accounts={accounts} until={until}");
    Entry::done(at(row.consented_at), &by, Act::ConsentGive, target).with(detail)
}

/// A client read a customer's data.
pub fn read(api_key: &ApiKey, id: LinkId, read: &LinkRead) -> Entry {
    let by = By::new(client(api_key), Origin::NONE);
    Entry::done(at(read.at), &by, Act::DataRead, link(id)).with(format!("grant={} rows={}", read.grant.as_str(), read.rows))
}

/// A client was registered.
pub fn registered(client: &Client, by: &By) -> Entry {
    let known = &client.known;
    let detail = format!("name={} company={} grants={}", client.name, client.company, known.grants);
    Entry::done(at(client.created_at), by, Act::ClientRegister, client_target(&known.api_key)).with(detail)
}

/// A client was enabled or disabled.
pub fn set_standing(api_key: &ApiKey, standing: ClientStanding, now: UnixSeconds, by: &By) -> Entry {
    let act = match standing {
        ClientStanding::Enabled => Act::ClientEnable,
        ClientStanding::Disabled => Act::ClientDisable,
    };
    Entry::done(at(now), by, act, client_target(api_key))
}

/// A client got a new password.
pub fn rotated_password(api_key: &ApiKey, now: UnixSeconds, overlap_until: UnixSeconds, by: &By) -> Entry {
    Entry::done(at(now), by, Act::ClientRotatePassword, client_target(api_key)).with(format!("overlap_until={}", overlap_until.0))
}
