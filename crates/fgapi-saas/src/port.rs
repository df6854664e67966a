//! The port: what a store of tenants' credentials and clients must do. Each method is one whole atomic transition; when it answers, its
//! effect is durable and seen by every later call on every node.

use fgapi_audit::Entry;
use fgapi_domain::{StoreFault, TenantId, UnixSeconds};
use fgapi_token::TokenDigest;
use fgapi_vault::SealedValue;

use crate::{ClientChange, Field, KeptCredentials, PlainChange, Product, TenantClient, TenantClientId, TenantTokenFacts};

/// What a reading found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadOut {
    /// The vault is shut. The log was told nothing.
    Shut,
    /// The credentials by product, with their values still sealed. The log was told in the same transition.
    Found(Vec<(KeptCredentials, Vec<SealedValue>)>),
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// It is stored, and told.
    Done,
    /// The values' key is not their owner's current one (any more): seal them anew.
    StaleKey,
    /// The values' key sealed as often as it may.
    Exhausted,
    /// There is no such tenant.
    NoTenant,
}

/// What became of adding something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It is there, and told.
    Done,
    /// There is no such tenant, or the client may not have it (any more).
    Refused,
}

/// A change of a product's credentials, with its values sealed.
#[derive(Clone, Debug)]
pub struct CredentialChange {
    /// Whose.
    pub tenant: TenantId,
    /// Of which product.
    pub product: Product,
    /// What is not secret.
    pub plain: PlainChange,
    /// Values to store, each in place of the one that lies there.
    pub values: Vec<SealedValue>,
    /// Values to take away.
    pub cleared: Vec<Field>,
    /// Now.
    pub now: UnixSeconds,
    /// Who does it.
    pub by: String,
}

/// An access token that is issued.
#[derive(Clone, Copy, Debug)]
pub struct NewToken {
    /// Its digest.
    pub digest: TokenDigest,
    /// Whose.
    pub client: TenantClientId,
    /// Now.
    pub issued_at: UnixSeconds,
    /// When its time is over.
    pub expires_at: UnixSeconds,
}

/// Tenants' credentials and clients. A tenant that is deleted takes all of it away in the same transition.
pub trait SaasStore: Send + Sync {
    /// A tenant's credentials by product, without values.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn credentials(&self, tenant: TenantId) -> Result<Vec<KeptCredentials>, StoreFault>;

    /// A tenant's credentials of one product or of all, and the entry about reading them: durable before this answers, or nothing is read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn read(&self, tenant: TenantId, product: Option<Product>, note: &Entry) -> Result<ReadOut, StoreFault>;

    /// Changes a product's credentials, counts what their key sealed, and tells the log.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn change(&self, change: &CredentialChange, note: &Entry) -> Result<Stored, StoreFault>;

    /// Registers a client and tells the log. Its company is that of the tenant's other clients; its own when it is the first, of however
    /// many that are registered at once.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_client(&self, client: &TenantClient, note: &Entry) -> Result<Added, StoreFault>;

    /// The clients of a tenant, or all, by tenant and name.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn clients(&self, tenant: Option<TenantId>) -> Result<Vec<TenantClient>, StoreFault>;

    /// The client with this id; one indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn client(&self, id: TenantClientId) -> Result<Option<TenantClient>, StoreFault>;

    /// Changes a client and tells the log; `Ok(false)` when there is none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn change_client(&self, id: TenantClientId, change: &ClientChange, note: &Entry) -> Result<bool, StoreFault>;

    /// Keeps an access token's digest and tells the log; refused when its client is disabled or gone.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn add_token(&self, token: &NewToken, note: &Entry) -> Result<Added, StoreFault>;

    /// What is known of an access token; one indexed read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn token(&self, digest: &TokenDigest) -> Result<Option<TenantTokenFacts>, StoreFault>;

    /// Removes up to `limit` tokens whose time was over before `before`; how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn purge_tokens(&self, before: UnixSeconds, limit: u32) -> Result<u32, StoreFault>;

    /// Tells the log, and nothing else.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn tell(&self, note: &Entry) -> Result<(), StoreFault>;
}
