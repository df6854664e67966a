//! The choice of services (認可業務選択) and of accounts.

use serde::Serialize;

use super::FieldError;

/// What the client may use. Posts `grants` (repeated), `accounts` (repeated) to `/scopes`.
#[derive(Clone, Debug, Serialize)]
pub struct ScopesView {
    /// What can be chosen.
    pub offered: Vec<ScopeView>,
    /// What the client asks and may not have: names of grants.
    pub refused: Vec<String>,
    /// The accounts that can be chosen; without it all accounts are meant and none is asked.
    pub accounts: Option<Vec<AccountView>>,
    /// Beside `grants`, `accounts`.
    pub errors: Vec<FieldError>,
}

/// A service.
#[derive(Clone, Debug, Serialize)]
pub struct ScopeView {
    /// The name of its grant.
    pub grant: String,
    /// Whether it is chosen.
    pub checked: bool,
}

/// An account.
#[derive(Clone, Debug, Serialize)]
pub struct AccountView {
    /// The value that the form sends.
    pub id: String,
    /// What the customer knows it by.
    pub label: String,
    /// Whether it is chosen.
    pub checked: bool,
}
