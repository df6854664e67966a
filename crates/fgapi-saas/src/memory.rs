//! The plainest store: in memory, for tests and for trying out.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fgapi_audit::{Entry, MemoryAudit};
use fgapi_domain::{ShortText, StoreFault, TenantId, UnixSeconds};
use fgapi_token::TokenDigest;
use fgapi_vault::{MemoryVault, Owner, Place, Put, SealedValue, VaultStore as _};

use crate::desk::place;
use crate::{
    Added, ClientChange, CredentialChange, FieldFacts, KeptCredentials, NewToken, PlainChange, Product, ReadOut, SaasStore, Stored,
    TenantClient, TenantClientId, TenantTokenFacts,
};

/// Credentials and clients in this process's memory, with their values in a vault beside it. Every tenant is there, until it is
/// [removed](Self::remove_tenant).
pub struct MemorySaas {
    /// Locked before the vault is asked, so that what is written to both is seen together.
    tables: Mutex<Tables>,
    vault: Arc<MemoryVault>,
    audit: Arc<MemoryAudit>,
    log_is_down: AtomicBool,
}

#[derive(Default)]
struct Tables {
    credentials: BTreeMap<(TenantId, Product), Row>,
    clients: BTreeMap<TenantClientId, TenantClient>,
    tokens: BTreeMap<TokenDigest, NewToken>,
    gone: Vec<TenantId>,
}

/// What is kept of a product's credentials beside the values.
#[derive(Clone)]
struct Row {
    enabled: bool,
    receiving_department: ShortText,
    deposit_account_item_code: ShortText,
    changed_at: UnixSeconds,
    changed_by: String,
}

impl MemorySaas {
    /// A store whose values lie in this vault, and that tells this log; the vault has to tell the same.
    pub fn new(vault: Arc<MemoryVault>, audit: Arc<MemoryAudit>) -> Self {
        Self { tables: Mutex::default(), vault, audit, log_is_down: AtomicBool::new(false) }
    }

    /// Deletes a tenant, with all that is kept for it.
    pub fn remove_tenant(&self, tenant: TenantId) {
        let mut tables = self.tables();
        tables.gone.push(tenant);
        tables.credentials.retain(|(of, _), _| *of != tenant);
        tables.clients.retain(|_, client| client.tenant != tenant);
        let Tables { tokens, clients, .. } = &mut *tables;
        tokens.retain(|_, token| clients.contains_key(&token.client));
        self.vault.remove_owner(Owner::Tenant(tenant));
    }

    /// From now on the log takes nothing, as that of a database whose disk is full; or it does again.
    pub fn take_the_log_down(&self, down: bool) {
        self.log_is_down.store(down, Ordering::SeqCst);
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The log is asked before anything is changed: what it cannot take is not done.
    fn log(&self) -> Result<(), StoreFault> {
        if self.log_is_down.load(Ordering::SeqCst) {
            return Err(StoreFault::Unavailable("the audit log cannot be written".to_owned()));
        }
        Ok(())
    }

    fn values(&self, tenant: TenantId, product: Product) -> Result<Vec<SealedValue>, StoreFault> {
        let places: Vec<Place> = product.fields().filter_map(|field| place(tenant, product, field)).collect();
        self.vault.values_at(&places)
    }
}

impl Tables {
    fn of(&self, tenant: TenantId, product: Option<Product>) -> impl Iterator<Item = (Product, &Row)> {
        let rows = self.credentials.iter().map(|((of, product), row)| (*of, *product, row));
        rows.filter(move |(of, known, _)| *of == tenant && product.is_none_or(|product| product == *known))
            .map(|(_, product, row)| (product, row))
    }
}

impl Row {
    fn kept(&self, product: Product, values: &[SealedValue]) -> KeptCredentials {
        let facts = |value: &SealedValue| {
            let field = value.place.field.as_str().parse().ok()?;
            Some(FieldFacts { field, hint: value.hint.clone(), set_at: value.set_at })
        };
        KeptCredentials {
            product,
            enabled: self.enabled,
            receiving_department: self.receiving_department.clone(),
            deposit_account_item_code: self.deposit_account_item_code.clone(),
            fields: values.iter().filter_map(facts).collect(),
            changed_at: self.changed_at,
            changed_by: self.changed_by.clone(),
        }
    }
}

impl SaasStore for MemorySaas {
    fn credentials(&self, tenant: TenantId) -> Result<Vec<KeptCredentials>, StoreFault> {
        let tables = self.tables();
        tables.of(tenant, None).map(|(product, row)| Ok(row.kept(product, &self.values(tenant, product)?))).collect()
    }

    fn read(&self, tenant: TenantId, product: Option<Product>, note: &Entry) -> Result<ReadOut, StoreFault> {
        let tables = self.tables();
        if self.vault.state()?.sealed.is_some() {
            return Ok(ReadOut::Shut);
        }
        self.log()?;
        let found = tables.of(tenant, product).map(|(product, row)| {
            let values = self.values(tenant, product)?;
            Ok((row.kept(product, &values), values))
        });
        let found = found.collect::<Result<_, StoreFault>>()?;
        self.audit.note(note);
        Ok(ReadOut::Found(found))
    }

    fn change(&self, change: &CredentialChange, note: &Entry) -> Result<Stored, StoreFault> {
        let mut tables = self.tables();
        if tables.gone.contains(&change.tenant) {
            return Ok(Stored::NoTenant);
        }
        self.log()?;
        match self.vault.put(&change.values, note)? {
            Put::Done => {}
            Put::StaleKey => return Ok(Stored::StaleKey),
            Put::Exhausted => return Ok(Stored::Exhausted),
        }
        self.vault.take(change.cleared.iter().filter_map(|field| place(change.tenant, change.product, *field)));
        let key = (change.tenant, change.product);
        let before = tables.credentials.get(&key).cloned();
        let PlainChange { enabled, receiving_department, deposit_account_item_code } = change.plain.clone();
        let row = Row {
            enabled: enabled.unwrap_or(before.as_ref().is_none_or(|row| row.enabled)),
            receiving_department: receiving_department.or(before.as_ref().map(|row| row.receiving_department.clone())).unwrap_or_default(),
            deposit_account_item_code: deposit_account_item_code
                .or(before.as_ref().map(|row| row.deposit_account_item_code.clone()))
                .unwrap_or_default(),
            changed_at: change.now,
            changed_by: change.by.clone(),
        };
        tables.credentials.insert(key, row);
        Ok(Stored::Done)
    }

    fn add_client(&self, client: &TenantClient, note: &Entry) -> Result<Added, StoreFault> {
        let mut tables = self.tables();
        if tables.gone.contains(&client.tenant) {
            return Ok(Added::Refused);
        }
        self.tell(note)?;
        let company = tables.clients.values().find(|other| other.tenant == client.tenant).map_or(client.company, |other| other.company);
        tables.clients.insert(client.id, TenantClient { company, ..client.clone() });
        Ok(Added::Done)
    }

    fn clients(&self, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault> {
        let tables = self.tables();
        let wanted = tables.clients.values().filter(|client| tenant.is_none_or(|tenant| client.tenant == tenant));
        let mut wanted: Vec<TenantClient> = wanted.cloned().collect();
        wanted.sort_by(|a, b| (a.tenant, a.name.as_str(), a.id).cmp(&(b.tenant, b.name.as_str(), b.id)));
        Ok(wanted)
    }

    fn client(&self, id: TenantClientId) -> Result<Option<TenantClient>, StoreFault> {
        Ok(self.tables().clients.get(&id).cloned())
    }

    fn change_client(&self, id: TenantClientId, change: &ClientChange, note: &Entry) -> Result<bool, StoreFault> {
        let mut tables = self.tables();
        let Some(client) = tables.clients.get_mut(&id) else { return Ok(false) };
        self.tell(note)?;
        match change {
            ClientChange::Enable(enabled) => client.enabled = *enabled,
            ClientChange::Secret { digest, overlap_until } => {
                client.secret_before = Some((client.secret, *overlap_until));
                client.secret = *digest;
            }
        }
        Ok(true)
    }

    fn add_token(&self, token: &NewToken, note: &Entry) -> Result<Added, StoreFault> {
        let mut tables = self.tables();
        if !tables.clients.get(&token.client).is_some_and(|client| client.enabled) {
            return Ok(Added::Refused);
        }
        self.tell(note)?;
        tables.tokens.insert(token.digest, *token);
        Ok(Added::Done)
    }

    fn token(&self, digest: &TokenDigest) -> Result<Option<TenantTokenFacts>, StoreFault> {
        let tables = self.tables();
        let known = tables.tokens.get(digest).and_then(|token| Some((token, tables.clients.get(&token.client)?)));
        Ok(known.map(|(token, client)| TenantTokenFacts {
            client: client.clone(),
            issued_at: token.issued_at,
            expires_at: token.expires_at,
        }))
    }

    fn purge_tokens(&self, before: UnixSeconds, limit: u32) -> Result<u32, StoreFault> {
        let mut tables = self.tables();
        let over = tables.tokens.values().filter(|token| token.expires_at < before);
        let over: Vec<TokenDigest> = over.take(limit as usize).map(|token| token.digest).collect();
        tables.tokens.retain(|digest, _| !over.contains(digest));
        Ok(u32::try_from(over.len()).unwrap_or(limit))
    }

    fn tell(&self, note: &Entry) -> Result<(), StoreFault> {
        self.log()?;
        self.audit.note(note);
        Ok(())
    }
}
