//! API clients and their tokens: who may call, what a token is, and when it is dead.
//!
//! * nouns: [`Client`], [`Link`], [`PlainToken`] (made once, shown once) and [`TokenDigest`] (all that a store ever sees)
//! * verbs: the methods of [`TokenDesk`], one use case a file
//! * rules: [`judge`], pure functions that every store asks while it holds the link's row
//! * doing what they say over tables: [`exchange`], for stores that have any
//! * what the audit log is told of it: [`told`]
//! * port: [`TokenStore`], what a store must do, each method one whole atomic transition; [`MemoryTokens`] is the plainest
//!
//! One row per *link* (client × end user × link name) serialises everything that happens to its tokens. The row
//! holds a family (one per authorization) and a generation (one per refresh); a token is alive exactly when its
//! family and generation are the link's, the link is active and the time has not come. So an old token dies by the
//! same write that makes the new one, on every node, and nothing has to be swept.
//!
//! This room never speaks HTTP or SQL, and never keeps a token in clear.

mod challenge;
mod client;
mod desk;
pub mod exchange;
mod idempotency;
pub mod judge;
mod levers;
mod link;
mod memory;
mod plain;
mod policy;
mod port;
mod reads;
mod recall;
mod redirect;
mod refusal;
pub mod told;
mod verbs;

pub use challenge::CodeChallenge;
pub use client::{
    ApiKey, Client, ClientId, ClientScreens, ClientStanding, IssuedCredentials, KnownClient, PasswordDigest, RefreshRetry, StoredPassword,
};
pub use desk::TokenDesk;
pub use fgapi_domain::StoreFault;
pub use idempotency::{IdempotencyMark, Retry};
pub use levers::{Explained, LinkCount, LinkLevers, LinkSelection, TokenTrace};
pub use link::{CustomerLink, EndReason, Family, Generation, Link, LinkId, LinkName, LinkRead, LinkStanding};
pub use memory::MemoryTokens;
pub use plain::{PlainToken, TokenDigest, TokenKind};
pub use policy::TokenPolicy;
pub use port::{
    AccessFacts, AuthTokenRow, ClientStore, End, Ended, Endpoint, Exchanged, IssueSystem, IssuedPair, LinkRegister, Purged, Redeem, Rotate,
    SystemFacts, SystemIssued, TokenReader, TokenStore, TokenWriter,
};
pub use recall::RecalledBearer;
pub use redirect::{Loopback, RedirectDomain, RedirectUri, WebPage};
pub use refusal::{Credential, Dead, Refusal};
pub use verbs::{
    AuthToken, Authorization, CheckError, ClientError, ExchangeError, IssueSystemError, NewClient, OpenError, Pair, PresentedClient,
    SystemBearer, SystemToken, UserBearer,
};
