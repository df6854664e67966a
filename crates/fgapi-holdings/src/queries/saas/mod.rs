//! The port of tenants' credentials.

mod clients;
mod credentials;

use fgapi_audit::Entry;
use fgapi_domain::{StoreFault, TenantId, UnixSeconds};
use fgapi_saas::{
    Added, ClientChange, CredentialChange, KeptCredentials, NewToken, Product, ReadOut, SaasStore, Stored, TenantClient, TenantClientId,
    TenantTokenFacts,
};
use fgapi_token::TokenDigest;

use super::{Conn, SqlHoldings, logbook, own, vault};

impl SaasStore for SqlHoldings {
    fn credentials(&self, tenant: TenantId) -> Result<Vec<KeptCredentials>, StoreFault> {
        Ok(self.db.read(|conn| credentials::kept(conn, tenant))?)
    }

    /// Two statements.
    fn read(&self, tenant: TenantId, product: Option<Product>, note: &Entry) -> Result<ReadOut, StoreFault> {
        let note = note.clone();
        Ok(self.db.write(move |conn| {
            let out = credentials::read(conn, tenant, product)?;
            if matches!(out, ReadOut::Found(_)) {
                logbook::append(conn, &note)?;
            }
            Ok(out)
        })?)
    }

    /// Three statements; with values two more, and one for each that is taken away.
    fn change(&self, change: &CredentialChange, note: &Entry) -> Result<Stored, StoreFault> {
        let (change, note) = (change.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let stored = credentials::change(conn, &change)?;
            if stored == Stored::Done {
                logbook::append(conn, &note)?;
            }
            Ok(stored)
        })?)
    }

    /// Three statements.
    fn add_client(&self, client: &TenantClient, note: &Entry) -> Result<Added, StoreFault> {
        let (client, note) = (client.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let added = clients::add(conn, &client)?;
            if added == Added::Done {
                logbook::append(conn, &note)?;
            }
            Ok(added)
        })?)
    }

    fn clients(&self, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault> {
        Ok(self.db.read(|conn| clients::of(conn, tenant))?)
    }

    fn client(&self, id: TenantClientId) -> Result<Option<TenantClient>, StoreFault> {
        Ok(self.db.read(|conn| clients::named(conn, id))?)
    }

    /// Two statements.
    fn change_client(&self, id: TenantClientId, change: &ClientChange, note: &Entry) -> Result<bool, StoreFault> {
        let (change, note) = (change.clone(), note.clone());
        Ok(self.db.write(move |conn| {
            let changed = clients::change(conn, id, &change)?;
            if changed {
                logbook::append(conn, &note)?;
            }
            Ok(changed)
        })?)
    }

    /// Two statements.
    fn add_token(&self, token: &NewToken, note: &Entry) -> Result<Added, StoreFault> {
        let (token, note) = (*token, note.clone());
        Ok(self.db.write(move |conn| {
            let added = clients::add_token(conn, &token)?;
            if added == Added::Done {
                logbook::append(conn, &note)?;
            }
            Ok(added)
        })?)
    }

    fn token(&self, digest: &TokenDigest) -> Result<Option<TenantTokenFacts>, StoreFault> {
        Ok(self.db.read(|conn| clients::token(conn, digest))?)
    }

    fn purge_tokens(&self, before: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        Ok(self.db.write_idempotent(move |conn| clients::purge_tokens(conn, before, limit))?)
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.tell_alone(note)
    }
}
