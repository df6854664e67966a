//! What one attempt brought home.

use fgapi_domain::{LongText, ShortText, UnixSeconds, Yen};

/// So many bookings of an account are kept: the newest.
pub const TRANSACTIONS_KEPT: u32 = 5_000;

/// A booking at the institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarvestedTransaction {
    /// The institution's id of it.
    pub far_id: String,
    /// When it was booked.
    pub booked_at: UnixSeconds,
    /// Positive for what came in.
    pub amount: Yen,
    /// The balance right after it.
    pub balance: Yen,
    /// What it was.
    pub description: LongText,
}

/// An account at the institution with what was booked in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HarvestedAccount {
    /// The institution's id of it.
    pub far_id: String,
    /// The branch's name.
    pub branch_name: Option<ShortText>,
    /// The account's number, as the institution tells it.
    pub number: Option<ShortText>,
    /// Its kind, in the institution's words.
    pub kind: ShortText,
    /// The last known balance.
    pub balance: Yen,
    /// In the institution's order.
    pub transactions: Vec<HarvestedTransaction>,
}

/// All that one attempt brought home: checked, and within the limits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Harvest {
    /// In the institution's order.
    pub accounts: Vec<HarvestedAccount>,
}

impl Harvest {
    /// The sum of the balances, held at the ends of what a number can say.
    pub fn asset_sum(&self) -> Yen {
        Yen(self.accounts.iter().fold(0_i64, |sum, account| sum.saturating_add(account.balance.0)))
    }
}
