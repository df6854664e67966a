//! The JSON answers of FGAPI as they travel, for the server that writes them and the SDK that reads them.
//!
//! Fields stand in the document's order; what is ours and not the document's comes after (reading R1 allows it).
//! A reader takes answers of other FGAPI banks too, which lack our fields, so those have defaults.
//!
//! This room never knows the domain: it carries texts and numbers, and judges none of them.
//!
//! ```
//! use fgapi_wire::{PageParams, SystemTokenAnswer, to_json};
//!
//! let answer = SystemTokenAnswer { access_token: "fgs_…".into(), created_at: 1, expired_at: 3601, grants: Some("branches".into()) };
//! let json = to_json(&answer, true)?;
//! assert_eq!(json, br#"{"access_token":"fgs_\u2026","created_at":1,"expired_at":3601,"grants":"branches"}"#);
//! assert_eq!(serde_json::from_slice::<SystemTokenAnswer>(&json)?, answer);
//! # let _ = PageParams { page: 1, next_page: 0 };
//! # Ok::<(), serde_json::Error>(())
//! ```

mod accounts;
mod branches;
mod error;
mod form;
mod linked_accounts;
mod linked_fields;
mod openapi;
mod page;
mod rows;
mod tokens;
mod transactions;
mod write;

pub use accounts::{AccountRow, AccountsAnswer};
pub use branches::{BranchRow, BranchesAnswer};
pub use error::ErrorAnswer;
pub use form::{FormPair, form_pairs, form_text};
pub use linked_accounts::{
    AdditionalRequestAnswer, AdditionalRequestRow, AggregationErrorAnswer, AggregationErrorRow, LinkedAnswer, LinkedErrorAnswer,
    LinkedForm, LinkedIndexAnswer, LinkedRow, LinkedService, LinkedSubAccount,
};
pub use linked_fields::{FieldKind, FieldWithin, LINKED_FIELDS, LinkedField};
pub use openapi::{
    AuthenticationInfo, AuthenticationInfosAnswer, AuthorizationServerAnswer, MessageAnswer, OAuthErrorAnswer, OAuthTokenAnswer,
    UnauthorizedAnswer,
};
pub use page::{AsOf, PageParams, StatementParams};
pub use rows::{BalancesWriter, TransactionsWriter};
pub use tokens::{ApiTokenAnswer, AuthTokenAnswer, PairAnswer, SystemTokenAnswer};
pub use transactions::{BalanceRow, BalancesAnswer, TransactionRow, TransactionsAnswer};
pub use write::to_json;
