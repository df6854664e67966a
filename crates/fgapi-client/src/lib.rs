//! An SDK for fintech apps: the calls of FGAPI as methods, against any bank that serves it.
//!
//! [`Fgapi`] knows a bank's base URL and the client's credentials. It keeps no token: each method takes the one that its
//! call needs, and what a call answers is the answer's type of `fgapi-wire`. The app keeps refresh tokens, because it must
//! keep them over its own restarts.
//!
//! A program that is told by others where banks are asks [`Fgapi::builder`] for a client with [`Reach::Public`], which reaches no private
//! network, whatever a name leads to.
//!
//! This room never retries by itself, follows no redirect, and speaks plain HTTP to this machine only.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use fgapi_client::{Callback, Fgapi, LoginRequest, Pkce, Redeem, StatementQuery};
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
//! let system = bank.system_token(None).await?.access_token;
//! let redeem = Redeem { code_verifier: Some(pkce.verifier()), ..Redeem::of(&granted.auth_token) };
//! let pair = bank.redeem(&system, &redeem).await?;
//!
//! let accounts = bank.accounts(&pair.access_token, 1).await?;
//! for account in &accounts.accounts {
//!     let query = StatementQuery { account_id: &account.id, start_date: "2026-01-01", end_date: "2026-01-31", page: 1 };
//!     let page = bank.transactions(&pair.access_token, &query).await?;
//!     println!("{} transactions, next page {}", page.transactions.len(), page.next_page);
//! }
//!
//! let pair = bank.refresh(&system, &pair.refresh_token, Some("refresh-2026-02-01")).await?;
//! bank.revoke(&system, &pair.refresh_token, None).await?;
//! # Ok(())
//! # }
//! ```

mod builder;
mod error;
mod fgapi;
mod login;
mod pkce;
mod reach;
mod silence;
mod tls;
mod transport;

pub use builder::Builder;
pub use error::{CallError, Refused, SetUpError, Silence};
pub use fgapi::{Fgapi, LogIn, Redeem, StatementQuery};
pub use fgapi_wire::{
    AccountRow, AccountsAnswer, AsOf, AuthTokenAnswer, BalanceRow, BalancesAnswer, BranchRow, BranchesAnswer, LinkedIndexAnswer,
    PairAnswer, StatementParams, SystemTokenAnswer, TransactionRow, TransactionsAnswer,
};
pub use login::{Callback, CallbackError, Granted, LoginRequest, Returned};
pub use pkce::Pkce;
pub use reach::Reach;
