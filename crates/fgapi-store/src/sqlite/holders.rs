//! Whether customers hold accounts still, and how these are: asked by each call for itself, because a statement is a call of a function.

use fgapi_domain::{AccountKey, CustomerId};

use super::Db;
use super::queries::bank::place::{self, HeldAccount};
use crate::StoreFault;

/// Those who ask.
#[derive(Default)]
pub(super) struct Holders {}

impl Holders {
    /// The account as it is now. `None`: the customer holds no such account.
    pub(super) fn account_now(&self, db: &Db, customer: &CustomerId, key: &AccountKey) -> Result<Option<HeldAccount>, StoreFault> {
        db.read(|conn| place::now(conn, customer, key))
    }
}
