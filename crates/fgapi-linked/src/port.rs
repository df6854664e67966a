//! The port: what a store of services and linked accounts must do. Each method is one whole atomic transition; when it answers, its effect
//! is durable and seen by every later call on every node.

use fgapi_audit::Entry;
use fgapi_domain::{CustomerId, LongText, ShortText, StoreFault, UnixSeconds};
use fgapi_token::TokenDigest;
use fgapi_vault::{Place, SealedValue};

use crate::{AccountId, AggregationError, Harvest, KeptService, Lease, LinkedAccount, RequestId, ServiceId};

/// What an import of the catalogue did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// New services.
    pub added: u32,
    /// Services that are not as they were.
    pub changed: u32,
    /// Services that are.
    pub unchanged: u32,
}

/// A customer is on the way to another institution's screens, or back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLink {
    /// The digest of `state`.
    pub state: TokenDigest,
    /// Who.
    pub customer: CustomerId,
    /// To which institution.
    pub service: ServiceId,
    /// The account that is linked anew; `None` for a new one.
    pub account: Option<AccountId>,
    /// The PKCE secret, sealed; it goes with the rest.
    pub verifier: SealedValue,
    /// Until when they may come back.
    pub until: UnixSeconds,
}

/// An account that is linked, or linked anew.
#[derive(Clone, Debug)]
pub struct NewAccount {
    /// Its name.
    pub id: AccountId,
    /// Whose.
    pub customer: CustomerId,
    /// Where.
    pub service: ServiceId,
    /// Whether it is there already and linked anew; otherwise it is added.
    pub anew: bool,
    /// What is seen of its id; empty until it is known.
    pub uid_hidden: String,
    /// Whether the gateway fetches it by itself; then it is due at once.
    pub automatic: bool,
    /// Now.
    pub now: UnixSeconds,
    /// Until when the consent there lasts.
    pub consent_until: Option<UnixSeconds>,
    /// Tokens or answers, sealed.
    pub values: Vec<SealedValue>,
    /// Until when those of `values` that are answers are kept; tokens lie in the field `tokens` and stay.
    pub answers_until: Option<UnixSeconds>,
}

/// What became of keeping something with sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// It is kept, and told.
    Done,
    /// The values' key is not the current one (any more): seal them anew.
    StaleKey,
    /// The values' key sealed as often as it may.
    Exhausted,
    /// The account, service or request is not there (any more), or is another customer's.
    Gone,
    /// Another lease was given since: nothing was changed.
    Late,
}

/// A change by the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Their own name for it.
    DispName(Option<ShortText>),
    /// Their memo.
    Memo(Option<LongText>),
    /// No more fetching; a lease that is out is void.
    Suspend,
    /// Fetching again, due now.
    Resume,
}

/// What became of asking to be fetched now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquired {
    /// It is due, or somebody is at it.
    Due,
    /// The customer stopped it.
    Suspended,
    /// The gateway does not fetch this one by itself.
    NotAutomatic,
    /// There is no such account of the customer's.
    Gone,
}

/// What became of an answer.
pub type Answered = Kept;

/// Who wants work.
#[derive(Clone, Debug)]
pub struct LeaseAsk {
    /// Now.
    pub now: UnixSeconds,
    /// For how many seconds beyond the service's own time-out a lease lasts.
    pub margin_seconds: u32,
    /// Only this account, due or not (a program that fetches a manual one); `None`: whatever has been due longest.
    pub account: Option<AccountId>,
}

/// What the institution wants to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// Its name.
    pub id: RequestId,
    /// What is to be done.
    pub message: LongText,
    /// The question.
    pub question: LongText,
}

/// How an attempt ended.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When.
    pub now: UnixSeconds,
    /// When the next is due; `None` when none is.
    pub next: Option<UnixSeconds>,
    /// What it brought home; `None` leaves what was there.
    pub harvest: Option<Harvest>,
    /// What is seen of the account's id now; `None` leaves it.
    pub uid_hidden: Option<String>,
    /// Why it failed; `None` when it did not.
    pub error: Option<AggregationError>,
    /// Message and whether it is to be shown; `None` leaves it.
    pub message: Option<(Option<LongText>, bool)>,
    /// What the institution wants to know, in place of what it wanted before.
    pub requests: Vec<NewRequest>,
}

/// Services and linked accounts.
///
/// A lease raises the account's fencing number; [`put_tokens`](Self::put_tokens), [`take_answers`](Self::take_answers) and
/// [`record`](Self::record) do nothing for any but the newest. Of each service no more accounts are leased at a time than its
/// concurrency says, by all nodes together.
pub trait LinkedStore: Send + Sync {
    /// Adds services and replaces those that are there, and tells the log; others stay.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn import_services(&self, services: &[KeptService], note: &Entry) -> Result<Imported, StoreFault>;

    /// All services, by id.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn services(&self) -> Result<Vec<KeptService>, StoreFault>;

    /// The services with these ids, by id; one read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn services_named(&self, ids: &[ServiceId]) -> Result<Vec<KeptService>, StoreFault>;

    /// Remembers that a customer is on the way.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn begin_link(&self, pending: &PendingLink) -> Result<Kept, StoreFault>;

    /// Who came back with this state, once: it is forgotten, and the sealed verifier with it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn take_pending(&self, state: &TokenDigest, now: UnixSeconds) -> Result<Option<PendingLink>, StoreFault>;

    /// Adds an account, or gives one of the same customer and service new tokens: then it is due at once, neither suspended nor failed,
    /// and a lease that is out is void. One that was removed meanwhile is not added anew: a late worker could write into it.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn put_account(&self, account: &NewAccount, note: &Entry) -> Result<Kept, StoreFault>;

    /// An account, whole; one read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn account(&self, id: AccountId) -> Result<Option<LinkedAccount>, StoreFault>;

    /// A customer's accounts, oldest first, at these services or at all: `limit` of them after the first `offset`, and how many there
    /// are. It costs no more than the customer's own accounts.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn accounts_of(
        &self,
        customer: &CustomerId,
        among: Option<&[ServiceId]>,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<LinkedAccount>), StoreFault>;

    /// The latest transactions of an account, newest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn transactions(&self, id: AccountId, limit: u32) -> Result<Vec<(String, crate::HarvestedTransaction)>, StoreFault>;

    /// Changes an account of the customer's, and tells the log; `Ok(false)` when there is none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn change(&self, id: AccountId, customer: &CustomerId, change: &Change, now: UnixSeconds, note: &Entry) -> Result<bool, StoreFault>;

    /// Removes an account of the customer's with all that was fetched and sealed, and tells the log; `Ok(false)` when there is none.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn remove(&self, id: AccountId, customer: &CustomerId, note: &Entry) -> Result<bool, StoreFault>;

    /// Makes an account of the customer's due, though not within `gap` seconds of its last attempt.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn acquire(&self, id: AccountId, customer: &CustomerId, now: UnixSeconds, gap: u32) -> Result<Acquired, StoreFault>;

    /// The account to which a request of this customer's belongs.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn request_account(&self, id: RequestId, customer: &CustomerId) -> Result<Option<AccountId>, StoreFault>;

    /// Keeps an answer until it is used or `until` comes, makes the account due, and tells the log. A later answer takes the place of an
    /// earlier one.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn answer(
        &self,
        id: RequestId,
        customer: &CustomerId,
        value: &SealedValue,
        now: UnixSeconds,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault>;

    /// Keeps answers to the forms of an account of the customer's until they are used or `until` comes, and tells the log.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn answer_forms(
        &self,
        id: AccountId,
        customer: &CustomerId,
        values: &[SealedValue],
        uid_hidden: Option<&str>,
        until: UnixSeconds,
        note: &Entry,
    ) -> Result<Answered, StoreFault>;

    /// Leases an account that is due, within its service's concurrency; `None` when there is none. One that the gateway fetches by itself
    /// is due again when the lease is over, unless how it ended is written until then.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn lease(&self, ask: &LeaseAsk) -> Result<Option<(LinkedAccount, Lease)>, StoreFault>;

    /// Keeps new tokens of a leased account.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn put_tokens(&self, id: AccountId, fence: i64, tokens: &SealedValue, consent_until: Option<UnixSeconds>) -> Result<Kept, StoreFault>;

    /// Takes the answers that wait for a leased account, once, and tells the log when there are any. Those whose time is over are
    /// removed. `None` when another lease was given since.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn take_answers(&self, id: AccountId, fence: i64, now: UnixSeconds, note: &Entry) -> Result<Option<Vec<SealedValue>>, StoreFault>;

    /// Writes how an attempt ended and gives the lease back; `Ok(false)` when another lease was given since, and nothing is written.
    /// Bookings are merged by their ids and their account's; the newest [`TRANSACTIONS_KEPT`](crate::TRANSACTIONS_KEPT) are kept.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn record(&self, id: AccountId, fence: i64, recorded: &Recorded) -> Result<bool, StoreFault>;

    /// Values that lie at these places; one read.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn values_at(&self, places: &[Place]) -> Result<Vec<SealedValue>, StoreFault>;

    /// Removes up to `limit` journeys and answers whose time is over, with what is sealed for them; how many.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn purge_links(&self, now: UnixSeconds, limit: u32) -> Result<u32, StoreFault>;

    /// How many accounts each service has, and how many of them failed last: for the office.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn counts(&self) -> Result<Vec<(ServiceId, u32, u32)>, StoreFault>;
}
