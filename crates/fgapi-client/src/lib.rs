//! An SDK for fintech apps: any bank that serves FGAPI, from the customer's login to the last page of transactions.
//!
//! Three types do the work:
//!
//! * [`Fgapi`] is a bank, seen with one client's credentials. Each call of FGAPI is a method that takes the token it needs and answers a
//!   type of `fgapi-wire`; the client's own system token is got and held by itself ([`Fgapi::with_system_token`]).
//! * [`Link`] is a customer's consent as an app keeps it: a pair of tokens in a [`TokenStorage`] of the app's, traded in time and
//!   once, however many tasks need it, and stored before it is used. When nothing helps but a new login, it says so
//!   ([`LinkError::LinkAgain`]). Listings are streams ([`Rows`], [`Pages`]).
//! * [`Tenant`] is a program of one of the bank's partners, with credentials of its own.
//!
//! A whole program:
//!
//! ```no_run
#![doc = include_str!("../examples/balance.rs")]
//! ```
//!
//! The customer's way through the bank's screens, for an app with pages of its own:
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use fgapi_client::{Callback, Fgapi, Link, LoginRequest, MemoryStorage, Pkce, Redeem, StatementQuery};
//!
//! let bank = Fgapi::new("https://bank.example/api/v1", "fgk_…", "fgp_…")?;
//!
//! // The customer's browser goes there, and comes back. Keep `state` and the verifier with its session.
//! # let (random, state) = ([7; 32], "af0ifjsldkj");
//! let pkce = Pkce::of_random(&random);
//! let request = LoginRequest {
//!     redirect_uri: "https://app.example/cb",
//!     state: Some(state),
//!     code_challenge: Some(pkce.challenge()),
//!     ..LoginRequest::default()
//! };
//! println!("Location: {}", bank.login_url(&request));
//!
//! # let came = "/cb?auth_token=fgc_a&state=af0ifjsldkj";
//! let granted = match Callback::of(came)?.check(state, bank.base_url())? {
//!     Callback::Granted(granted) => granted,
//!     Callback::Refused(returned) => return Err(returned.error.into()),
//! };
//! let redeem = Redeem { code_verifier: Some(pkce.verifier()), ..Redeem::of(&granted.auth_token) };
//! let link = Link::redeem(&bank, MemoryStorage::new(), &redeem).await?;
//!
//! for account in link.accounts().all().await? {
//!     let mut rows = link.transactions(&StatementQuery::of(&account.id, "2026-01-01", "2026-01-31"));
//!     while let Some(row) = rows.next().await.transpose()? {
//!         println!("{} {}", row.date, row.amount);
//!     }
//! }
//! link.end().await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## What every call keeps
//! * It ends in its time: 5 seconds for a connection, 30 for a try, a minute for all tries ([`Builder`], [`Retry`]).
//! * It is made again only where that is safe ([`Retry`] has the table), after the time that a busy bank names.
//! * It follows no redirect, reads at most 8 MiB, and speaks plain HTTP to this machine only. A program that is told by others where banks
//!   are asks for [`Reach::Public`], which reaches no private network, whatever a name leads to.
//! * Its error names the field and the request's id where the bank tells them, and the next step ([`CallError::next_step`]). No secret
//!   stands in an error or in what `Debug` writes, even when a bank repeats what it was sent.
//!
//! Futures and streams need a runtime of tokio. Time, chance and waits are handed in ([`Builder::clock`], [`Builder::entropy`],
//! [`Builder::wait`]), so that an app's tests need not sleep.

mod builder;
mod digest;
mod error;
mod fgapi;
mod file_storage;
mod flight;
mod link;
mod link_calls;
mod link_error;
mod linked;
mod login;
mod pages;
mod pkce;
mod reach;
mod reason;
mod retry;
mod secrets;
mod silence;
mod storage;
mod system;
mod tenant;
mod tls;
mod tokens;
mod told;
mod transport;
mod understand;

pub use builder::Builder;
pub use error::{CallError, Refused, SetUpError, Silence};
pub use fgapi::{Fgapi, LogIn, Redeem, StatementQuery};
pub use fgapi_domain::{Clock, Entropy, SystemClock, SystemEntropy, UnixSeconds};
pub use fgapi_wire::{
    AccountRow, AccountsAnswer, AdditionalRequestAnswer, AdditionalRequestRow, AggregationErrorAnswer, AggregationErrorRow, ApiTokenAnswer,
    AsOf, AuthTokenAnswer, AuthenticationInfo, AuthenticationInfosAnswer, BalanceRow, BalancesAnswer, BranchRow, BranchesAnswer,
    LinkedAnswer, LinkedForm, LinkedIndexAnswer, LinkedRow, LinkedService, LinkedSubAccount, OAuthTokenAnswer, PageParams, PairAnswer,
    StatementParams, SystemTokenAnswer, TransactionRow, TransactionsAnswer,
};
pub use file_storage::FileStorage;
pub use link::Link;
pub use link_error::LinkError;
pub use linked::{FormAnswer, LinkedChange};
pub use login::{Callback, CallbackError, Granted, LoginRequest, Returned};
pub use pages::{Page, Pages, Rows};
pub use pkce::Pkce;
pub use reach::Reach;
pub use reason::Reason;
pub use retry::{Retry, TokioWait, Wait};
pub use storage::{Hold, MemoryStorage, StorageFault, TokenStorage};
pub use system::Token;
pub use tenant::Tenant;
pub use tokens::Tokens;
