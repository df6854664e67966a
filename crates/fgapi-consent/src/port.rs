//! The port: what a store of journeys must do. Each method is one whole atomic transition; when it answers, its effect is durable
//! and seen by every later call on every node.

use fgapi_audit::Origin;
use fgapi_domain::{AccountKey, CustomerId, UnixSeconds};
use fgapi_token::{AuthTokenRow, Purged, StoreFault};

use crate::device::{DeviceId, Network};
use crate::journey::{Journey, JourneyId};

/// What is known of a customer's earlier visits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Familiarity {
    /// The device was seen with this customer.
    pub device_known: bool,
    /// The network was seen with this customer.
    pub network_known: bool,
    /// When the customer was here last, on whatever device.
    pub last_seen: Option<UnixSeconds>,
}

/// A customer was here and proved who they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub customer: CustomerId,
    /// In which browser.
    pub device: DeviceId,
    /// From where.
    pub network: Network,
    /// When.
    pub at: UnixSeconds,
}

/// The end of a journey by the customer's yes.
#[derive(Clone, Debug)]
pub struct Finish {
    /// The journey at its end; its revision is one more than the stored one.
    pub journey: Journey,
    /// The auth token that it gives.
    pub auth_token: AuthTokenRow,
    /// Accounts whose staged inquiry PIN becomes registered.
    pub registered: Vec<AccountKey>,
    /// Where the customer said so.
    pub origin: Origin,
}

/// Journeys, visits, and which inquiry PINs are registered.
pub trait JourneyStore: Send + Sync {
    /// Keeps a new journey.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn begin(&self, journey: &Journey) -> Result<(), StoreFault>;

    /// The journey with this name, also when it is over; `None` when there never was one or it was purged.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn journey(&self, id: JourneyId) -> Result<Option<Journey>, StoreFault>;

    /// Puts `journey` in the place of the stored one, when that has the revision before its own. `Ok(false)`: somebody else
    /// was faster, and nothing changed.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn advance(&self, journey: &Journey) -> Result<bool, StoreFault>;

    /// Ends a journey well, as [`advance`](Self::advance) does, and in the same commit keeps the auth token, registers the
    /// inquiry PINs and tells the audit log of the consent: all of it or nothing (C15, races 17 and 18).
    ///
    /// # Errors
    /// [`StoreFault`]; whether it was done may be unknown then.
    fn finish(&self, finish: &Finish) -> Result<bool, StoreFault>;

    /// What is known of a customer's earlier visits, as seen from `device` and `network`.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn familiarity(&self, customer: &CustomerId, device: Option<DeviceId>, network: &Network) -> Result<Familiarity, StoreFault>;

    /// Notes a visit; one on the same device and network takes its place.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn note_visit(&self, visit: &Visit) -> Result<(), StoreFault>;

    /// The customer's accounts whose inquiry PIN is registered, in their order.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn registered_pins(&self, customer: &CustomerId) -> Result<Vec<AccountKey>, StoreFault>;

    /// Clears the staged PINs of up to `limit` journeys whose time was over before `now`, and removes up to `limit` journeys whose
    /// time was over a day before, and visits of more than [`VISIT_SECONDS`] ago.
    ///
    /// # Errors
    /// [`StoreFault`].
    fn purge_journeys(&self, now: UnixSeconds, limit: u32) -> Result<Purged, StoreFault>;
}

/// How long a journey is kept after its time, so that whoever comes back late is still sent home.
pub const KEPT_SECONDS: i64 = 86_400;

/// How long a visit is remembered: 400 days.
pub const VISIT_SECONDS: i64 = 400 * 86_400;
