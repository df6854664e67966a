//! Inquiry PINs (照会用暗証番号).

use serde::Serialize;

use super::FieldError;

/// Entering PINs. Posts the fields of the accounts to `/pins`.
#[derive(Clone, Debug, Serialize)]
pub struct PinsView {
    /// All accounts; those with a `field` can be given a PIN.
    pub accounts: Vec<PinAccountView>,
    /// How many digits a PIN has.
    pub digits: u8,
    /// Beside the accounts' fields.
    pub errors: Vec<FieldError>,
}

/// What is entered so far. Posts `next=confirm` or `next=more` to `/pin-result`.
#[derive(Clone, Debug, Serialize)]
pub struct PinResultView {
    /// All accounts.
    pub accounts: Vec<PinAccountView>,
    /// Whether some account is still without a PIN, so that more can be entered.
    pub more: bool,
}

/// An account and its PIN's state.
#[derive(Clone, Debug, Serialize)]
pub struct PinAccountView {
    /// The form field of its PIN; without it none can be entered.
    pub field: Option<String>,
    /// Its branch.
    pub branch: String,
    /// The branch's three digits.
    pub branch_code: String,
    /// The kind of account, as the bank writes it.
    pub kind: String,
    /// Its number, masked where the bank masks it.
    pub number: String,
    /// The customer's own note (口座メモ); may be empty.
    pub memo: String,
    /// What is known of its PIN.
    pub state: PinState,
}

/// What is known of a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PinState {
    /// Registered before: 登録済み, and `-` where its value would stand.
    Registered,
    /// Entered just now, real with the consent: 登録済み and `****`.
    Staged,
    /// None: 未登録.
    Unregistered,
}
