//! Linked accounts over HTTP (`/api/v1/accounts` and what belongs to it): a second document with words of its own. Its bearer may
//! stand in another header, its bodies are nested JSON, and its errors are numbers.
//!
//! One file (`status.rs`) turns refusals into what a caller sees, in the words of one table ([`ErrorNumber`]). The reference is made of
//! it, of [`CALLS`], and of the table of fields beside the JSON itself (`fgapi_wire::LINKED_FIELDS`).

mod body;
mod call;
mod calls;
mod errors;
mod paths;
mod query;
mod status;
mod view;

pub(crate) use body::Node;
pub(crate) use call::{Bearer, LinkedCall, named};
pub use calls::{CALLS, Endpoint};
pub(crate) use errors::Expected;
pub use errors::{ErrorNumber, ErrorText};
pub(crate) use paths::{ACCOUNT, ACCOUNTS, ACQUIRE, ADDITIONAL_REQUEST, ADDITIONAL_REQUESTS, AGGREGATION_ERRORS};
pub(crate) use query::Index;
pub(crate) use status::LinkedRefused;
pub(crate) use view::{aggregation_errors, index, open_requests, shown};
