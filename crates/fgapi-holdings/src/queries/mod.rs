//! Every query on the tables. This text is compiled once per database, each with its own `Conn` and `Db`.

use fgapi_audit::Entry;
use fgapi_database::Fault;
use fgapi_domain::{CustomerId, StoreFault, TenantId, UnixSeconds};
use fgapi_linked::*;
use fgapi_saas::*;
use fgapi_token::TokenDigest;
use fgapi_vault::*;

use super::{Db, OtherDb};

/// What one database holds for others.
pub struct SqlHoldings {
    _db: Db,
}

impl SqlHoldings {
    /// That of this database.
    pub fn new<F: Fault>(db: &OtherDb<F>) -> Self {
        Self { _db: db.told_as() }
    }
}

fn not_yet() -> StoreFault {
    StoreFault::Unavailable("these tables are not filled yet".to_owned())
}

impl VaultStore for SqlHoldings {
    fn state(&self) -> Result<VaultState, StoreFault> {
        Err(not_yet())
    }

    fn set_state(&self, _: &VaultState, _: &Entry) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn current_key(&self, _: Owner) -> Result<Option<KeptKey>, StoreFault> {
        Err(not_yet())
    }

    fn key(&self, _: KeyNumber) -> Result<Option<KeptKey>, StoreFault> {
        Err(not_yet())
    }

    fn add_key(&self, _: &KeptKey, _: Option<KeyNumber>) -> Result<KeyAdded, StoreFault> {
        Err(not_yet())
    }

    fn keys(&self, _: Option<KeyNumber>, _: u32) -> Result<Vec<KeptKey>, StoreFault> {
        Err(not_yet())
    }

    fn remove_key(&self, _: KeyNumber) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn values(&self, _: Option<&Place>, _: u32) -> Result<Vec<SealedValue>, StoreFault> {
        Err(not_yet())
    }

    fn values_under(&self, _: KeyNumber, _: Option<&Place>, _: u32) -> Result<Vec<SealedValue>, StoreFault> {
        Err(not_yet())
    }

    fn values_at(&self, _: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        Err(not_yet())
    }

    fn put(&self, _: &[SealedValue], _: &Entry) -> Result<Put, StoreFault> {
        Err(not_yet())
    }

    fn reseal(&self, _: &[Reseal]) -> Result<u32, StoreFault> {
        Err(not_yet())
    }

    fn census(&self) -> Result<Vec<MasterCensus>, StoreFault> {
        Err(not_yet())
    }

    fn tell(&self, _: &Entry) -> Result<(), StoreFault> {
        Err(not_yet())
    }
}

impl SaasStore for SqlHoldings {
    fn credentials(&self, _: TenantId) -> Result<Vec<KeptCredentials>, StoreFault> {
        Err(not_yet())
    }

    fn read(&self, _: TenantId, _: Option<Product>, _: &Entry) -> Result<ReadOut, StoreFault> {
        Err(not_yet())
    }

    fn change(&self, _: &CredentialChange, _: &Entry) -> Result<Stored, StoreFault> {
        Err(not_yet())
    }

    fn add_client(&self, _: &TenantClient, _: &Entry) -> Result<Added, StoreFault> {
        Err(not_yet())
    }

    fn clients(&self, _: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault> {
        Err(not_yet())
    }

    fn client(&self, _: TenantClientId) -> Result<Option<TenantClient>, StoreFault> {
        Err(not_yet())
    }

    fn change_client(&self, _: TenantClientId, _: &ClientChange, _: &Entry) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn add_token(&self, _: &NewToken, _: &Entry) -> Result<Added, StoreFault> {
        Err(not_yet())
    }

    fn token(&self, _: &TokenDigest) -> Result<Option<TenantTokenFacts>, StoreFault> {
        Err(not_yet())
    }

    fn purge_tokens(&self, _: UnixSeconds, _: u32) -> Result<u32, StoreFault> {
        Err(not_yet())
    }

    fn tell(&self, _: &Entry) -> Result<(), StoreFault> {
        Err(not_yet())
    }
}

impl LinkedStore for SqlHoldings {
    fn import_services(&self, _: &[KeptService], _: &Entry) -> Result<Imported, StoreFault> {
        Err(not_yet())
    }

    fn services(&self) -> Result<Vec<KeptService>, StoreFault> {
        Err(not_yet())
    }

    fn services_named(&self, _: &[ServiceId]) -> Result<Vec<KeptService>, StoreFault> {
        Err(not_yet())
    }

    fn begin_link(&self, _: &PendingLink) -> Result<Kept, StoreFault> {
        Err(not_yet())
    }

    fn take_pending(&self, _: &TokenDigest, _: UnixSeconds) -> Result<Option<PendingLink>, StoreFault> {
        Err(not_yet())
    }

    fn put_account(&self, _: &NewAccount, _: &Entry) -> Result<Kept, StoreFault> {
        Err(not_yet())
    }

    fn account(&self, _: AccountId) -> Result<Option<LinkedAccount>, StoreFault> {
        Err(not_yet())
    }

    fn accounts_of(&self, _: &CustomerId, _: Option<&[ServiceId]>, _: u32, _: u32) -> Result<(u32, Vec<LinkedAccount>), StoreFault> {
        Err(not_yet())
    }

    fn transactions(&self, _: AccountId, _: u32) -> Result<Vec<(String, HarvestedTransaction)>, StoreFault> {
        Err(not_yet())
    }

    fn change(&self, _: AccountId, _: &CustomerId, _: &fgapi_linked::Change, _: UnixSeconds, _: &Entry) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn remove(&self, _: AccountId, _: &CustomerId, _: &Entry) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn acquire(&self, _: AccountId, _: &CustomerId, _: UnixSeconds, _: u32) -> Result<Acquired, StoreFault> {
        Err(not_yet())
    }

    fn request_account(&self, _: RequestId, _: &CustomerId) -> Result<Option<AccountId>, StoreFault> {
        Err(not_yet())
    }

    fn answer(
        &self,
        _: RequestId,
        _: &CustomerId,
        _: &SealedValue,
        _: UnixSeconds,
        _: UnixSeconds,
        _: &Entry,
    ) -> Result<Answered, StoreFault> {
        Err(not_yet())
    }

    fn answer_forms(
        &self,
        _: AccountId,
        _: &CustomerId,
        _: &[SealedValue],
        _: Option<&str>,
        _: UnixSeconds,
        _: &Entry,
    ) -> Result<Answered, StoreFault> {
        Err(not_yet())
    }

    fn lease(&self, _: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, StoreFault> {
        Err(not_yet())
    }

    fn put_tokens(&self, _: AccountId, _: i64, _: &SealedValue, _: Option<UnixSeconds>) -> Result<Kept, StoreFault> {
        Err(not_yet())
    }

    fn take_answers(&self, _: AccountId, _: i64, _: UnixSeconds, _: &Entry) -> Result<Option<Vec<SealedValue>>, StoreFault> {
        Err(not_yet())
    }

    fn record(&self, _: AccountId, _: i64, _: &Recorded) -> Result<bool, StoreFault> {
        Err(not_yet())
    }

    fn values_at(&self, _: &[Place]) -> Result<Vec<SealedValue>, StoreFault> {
        Err(not_yet())
    }

    fn purge_links(&self, _: UnixSeconds, _: u32) -> Result<u32, StoreFault> {
        Err(not_yet())
    }

    fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, StoreFault> {
        Err(not_yet())
    }
}
