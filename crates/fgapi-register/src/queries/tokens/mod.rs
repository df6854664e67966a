//! Clients and tokens over the tables. A check is one statement; a change is one transaction, of one statement where it can be.

pub(crate) mod check;
pub(crate) mod clients;
mod levers;
mod register;
pub(crate) mod rows;
mod system;
pub(crate) mod tables;

use fgapi_audit::{By, Entry, Origin};
use fgapi_database::Fault;
use fgapi_domain::{CustomerId, UnixSeconds};
use fgapi_token::{
    AccessFacts, ApiKey, AuthTokenRow, Client, ClientStanding, ClientStore, CustomerLink, End, EndReason, Ended, Exchanged, Family,
    Generation, IssueSystem, IssuedPair, KnownClient, LinkCount, LinkId, LinkLevers, LinkRead, LinkRegister, LinkSelection, PasswordDigest,
    Purged, Redeem, Rotate, StoreFault, SystemFacts, SystemIssued, TokenDigest, TokenReader, TokenTrace, TokenWriter,
};

use self::tables::Tables;
use super::super::tokens as here;
use super::{Conn, Db, OtherDb, audit, hold, upkeep};
use crate::RegisterFault;
use fgapi_token::{exchange, told};

/// Clients and tokens of one database.
pub struct SqlTokens {
    db: Db,
    lines: here::Lines,
    lanes: system::Lanes,
}

impl SqlTokens {
    /// Those of this database.
    pub fn new<F: Fault>(db: &OtherDb<F>) -> Self {
        Self { db: db.told_as(), lines: here::Lines::default(), lanes: system::Lanes::default() }
    }
}

/// Makes a change and, when it was one, tells the audit log of it.
fn tell_if(conn: &mut Conn, entry: &Entry, change: impl FnOnce(&mut Conn) -> Result<bool, RegisterFault>) -> Result<bool, RegisterFault> {
    let changed = change(conn)?;
    if changed {
        audit::append(conn, entry)?;
    }
    Ok(changed)
}

impl ClientStore for SqlTokens {
    fn known_client(&self, api_key: &ApiKey) -> Result<Option<KnownClient>, StoreFault> {
        Ok(self.db.read(|conn| clients::known(conn, api_key))?)
    }

    fn client(&self, api_key: &ApiKey) -> Result<Option<Client>, StoreFault> {
        Ok(self.db.read(|conn| clients::client(conn, api_key))?)
    }

    fn add_client(&self, client: &Client, by: &By) -> Result<bool, StoreFault> {
        let (client, entry) = (client.clone(), told::registered(client, by));
        Ok(self.db.write(move |conn| tell_if(conn, &entry, |conn| clients::add(conn, &client)))?)
    }

    fn clients(&self, after: Option<&ApiKey>, limit: u32) -> Result<Vec<Client>, StoreFault> {
        Ok(self.db.read(|conn| clients::list(conn, after, limit))?)
    }

    fn set_client_standing(&self, api_key: &ApiKey, standing: ClientStanding, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        let (api_key, entry) = (api_key.clone(), told::set_standing(api_key, standing, now, by));
        // Not tried again: it would be told twice.
        Ok(self.db.write(move |conn| tell_if(conn, &entry, |conn| clients::set_standing(conn, &api_key, standing)))?)
    }

    fn rotate_password(
        &self,
        api_key: &ApiKey,
        next: &PasswordDigest,
        now: UnixSeconds,
        overlap_until: UnixSeconds,
        by: &By,
    ) -> Result<bool, StoreFault> {
        let (api_key, next, entry) = (api_key.clone(), *next, told::rotated_password(api_key, now, overlap_until, by));
        Ok(self.db.write(move |conn| tell_if(conn, &entry, |conn| clients::rotate_password(conn, &api_key, &next, overlap_until)))?)
    }
}

impl TokenReader for SqlTokens {
    fn system_token(&self, digest: &TokenDigest) -> Result<Option<SystemFacts>, StoreFault> {
        Ok(self.db.read(|conn| check::system(conn, digest))?)
    }

    fn access_token(&self, digest: &TokenDigest) -> Result<Option<AccessFacts>, StoreFault> {
        Ok(here::access_token(&self.db, &self.lines, digest)?)
    }
}

impl TokenWriter for SqlTokens {
    fn issue_system(&self, command: &IssueSystem) -> Result<SystemIssued, StoreFault> {
        Ok(system::issue(self, command)?)
    }

    fn issue_system_if(&self, client: &KnownClient, command: &IssueSystem) -> Result<bool, StoreFault> {
        Ok(system::issue_if(self, client, command)?)
    }

    fn keep_auth_token(&self, row: &AuthTokenRow, origin: &Origin) -> Result<(), StoreFault> {
        let (row, origin) = (row.clone(), origin.clone());
        Ok(self.db.write(move |conn| tables::add_auth(conn, &row, &origin))?)
    }

    fn redeem(&self, command: &Redeem) -> Result<Exchanged, StoreFault> {
        let command = command.clone();
        Ok(self.db.write(move |conn| exchange::redeem(&mut Tables(conn), &command))?)
    }

    fn rotate(&self, command: &Rotate) -> Result<Exchanged, StoreFault> {
        if let Some(pair) = here::rotate_at_once(&self.db, &self.lines, command)? {
            return Ok(Exchanged::Issued(pair));
        }
        let command = command.clone();
        Ok(self.db.write(move |conn| exchange::rotate(&mut Tables(conn), &command))?)
    }

    fn rotate_if(&self, bearer: &TokenDigest, client: &KnownClient, command: &Rotate) -> Result<Option<IssuedPair>, StoreFault> {
        Ok(here::rotate_if(&self.db, &self.lines, bearer, client, command)?)
    }

    fn end(&self, command: &End) -> Result<Ended, StoreFault> {
        let command = command.clone();
        Ok(self.db.write(move |conn| exchange::end(&mut Tables(conn), &command))?)
    }

    fn mark_used(&self, link: LinkId, family: Family, generation: Generation) -> Result<(), StoreFault> {
        Ok(here::mark_used(&self.db, link, family, generation)?)
    }

    fn end_link(&self, link: LinkId, reason: EndReason, now: UnixSeconds, by: &By) -> Result<bool, StoreFault> {
        let by = by.clone();
        Ok(self.db.write(move |conn| exchange::end_link(&mut Tables(conn), link, reason, now, &by))?)
    }

    fn purge(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault> {
        Ok(self.db.write_idempotent(move |conn| upkeep::purge_tokens(conn, now, limit))?)
    }

    fn raise_clock(&self, now: UnixSeconds) -> Result<UnixSeconds, StoreFault> {
        Ok(self.db.write_idempotent(move |conn| upkeep::raise_clock(conn, now))?)
    }
}

impl LinkRegister for SqlTokens {
    fn links_of(&self, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, StoreFault> {
        Ok(self.db.read(|conn| register::links_of(conn, customer, limit))?)
    }

    fn renew_link(
        &self,
        link: LinkId,
        customer: &CustomerId,
        now: UnixSeconds,
        until: UnixSeconds,
        origin: &Origin,
    ) -> Result<bool, StoreFault> {
        let (customer, origin) = (customer.clone(), origin.clone());
        Ok(self.db.write(move |conn| exchange::renew_link(&mut Tables(conn), link, &customer, now, until, &origin))?)
    }

    fn end_own_link(&self, link: LinkId, customer: &CustomerId, now: UnixSeconds, origin: &Origin) -> Result<bool, StoreFault> {
        let (customer, origin) = (customer.clone(), origin.clone());
        Ok(self.db.write(move |conn| exchange::end_own_link(&mut Tables(conn), link, &customer, now, &origin))?)
    }

    fn note_reads(&self, reads: &[(LinkId, LinkRead)]) -> Result<(), StoreFault> {
        let mut reads = reads.to_vec();
        Ok(self.db.write(move |conn| register::note_reads(conn, &mut reads))?)
    }
}

impl LinkLevers for SqlTokens {
    fn count_links(&self, selection: &LinkSelection, now: UnixSeconds, soon: UnixSeconds) -> Result<Vec<LinkCount>, StoreFault> {
        Ok(self.db.read(|conn| levers::count(conn, selection, now, soon))?)
    }

    fn revoke_links(&self, selection: &LinkSelection, reason: EndReason, now: UnixSeconds, by: &By, limit: u32) -> Result<u64, StoreFault> {
        let (selection, by) = (selection.clone(), by.clone());
        Ok(self.db.write(move |conn| levers::revoke(conn, &selection, reason, now, &by, limit))?)
    }

    fn trace(&self, digest: &TokenDigest) -> Result<Option<TokenTrace>, StoreFault> {
        Ok(self.db.read(|conn| levers::trace(conn, digest))?)
    }
}
