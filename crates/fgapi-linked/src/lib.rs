//! Linked accounts: what a customer has at other institutions, fetched from there, and how that went.
//!
//! * nouns: a [`Service`] of the catalogue is an institution; a [`LinkedAccount`] is a customer's access to one, with its
//!   [`SubAccount`]s, its [`Status`] and its [`AggregationError`]; an [`AdditionalRequest`] is what the institution wants to know
//! * [`LinkedDesk`] imports the catalogue, links, shows, asks for answers, and fetches: one account at a time, under a lease with a
//!   fencing number, so that several gateways share the work and a late one changes nothing
//! * ports: [`LinkedStore`] keeps all of it, [`Upstream`] speaks to the other institution
//!
//! Tokens, answers and the gateway's own credentials lie in `fgapi-vault`; an answer is used once, or expires.
//!
//! This room never speaks HTTP, never takes an address from a caller, and never shows more than three characters of an account's id.
//!
//! ```
//! use fgapi_linked::{AccountId, AggregationError, masked};
//! let id: AccountId = "84dG3OLcZt_gLm66DESKzw==".parse()?;
//! assert_eq!(id.to_string(), "84dG3OLcZt_gLm66DESKzw==");
//! assert_eq!(masked("13400001"), "134*****");
//! assert_eq!(AggregationError::SecretQuestion.id(), 7);
//! # Ok::<(), fgapi_domain::Malformed>(())
//! ```

mod account;
mod aggregation_error;
mod catalogue;
mod desk;
mod harvest;
mod id;
mod json;
mod memory;
mod pace;
mod port;
mod upstream;
mod verbs;

pub use account::{AdditionalRequest, Lease, LinkedAccount, Status, SubAccount, masked};
pub use aggregation_error::AggregationError;
pub use catalogue::{
    Catalogue, CatalogueFault, Category, Connection, FgapiConnection, Format, InputType, KeptService, Pace, Service, ServiceForm, ServiceId,
};
pub use desk::{LinkedDesk, LinkedParts, LinkedPolicy};
pub use harvest::{Harvest, HarvestedAccount, HarvestedTransaction, TRANSACTIONS_KEPT};
pub use id::{AccountId, RequestId};
pub use json::JsonFault;
pub use memory::MemoryLinked;
pub use pace::{next_try, with_jitter};
pub use port::{Acquired, Answered, Change, Imported, Kept, LeaseAsk, LinkedStore, NewAccount, NewRequest, PendingLink, Recorded};
pub use upstream::{Period, Target, TokenPair, Upstream, UpstreamFault};
pub use verbs::{AnswerError, FetchFault, Fetched, LinkError, LinkedFault, NewAnswer, Report, ReportedQuestion, Taken};
