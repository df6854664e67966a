//! The laws of every port, as functions over a fresh implementation, and the clock and randomness that they run with.
//!
//! Whoever puts a database, or a bank's own core, behind one of this house's ports runs these laws over it, by
//! [`contract_tests!`]: each is a test with a name, and one that fails says what the document asks and what was seen instead.
//! `laws()` of each port has them as data, for programs that are no tests.
//!
//! ```
//! use fgapi_testkit::{Broken, token};
//!
//! // Two nodes that know nothing of each other are no token store.
//! let node = || std::sync::Arc::new(fgapi_token::MemoryTokens::default());
//! let strangers = || token::Stage::over(token::TokenNodes::many(vec![node(), node()], ()));
//! let broken: Vec<Broken> = token::laws().iter().take(3).filter_map(|law| law.try_on(&strangers()).err()).collect();
//! assert!(broken[0].to_string().contains("asked: /auth/token@POST"), "{}", broken[0]);
//! ```
//!
//! This room knows no implementation and is part of no product: it is used by tests only.

pub mod audit;
pub mod bank;
mod clock;
mod contract;
mod entropy;
pub mod journey;
mod law;
pub mod token;

pub use clock::ManualClock;
pub use contract::Ports;
pub use entropy::SeededEntropy;
#[doc(hidden)]
pub use law::keep;
pub use law::{Broken, Law};
