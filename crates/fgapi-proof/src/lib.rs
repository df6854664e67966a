//! What a secret goes through before somebody is believed: it is counted, then compared, and only when it is right forgiven.
//!
//! * [`log_in`], [`log_in_with_certificate`], [`check_answer`] and [`check_pin`] answer for the banking-core port, over a
//!   [`ProofStore`] that counts and forgives. Each takes the time of exactly one argon2 comparison, whoever asks for whom
//! * [`Rule`], [`Limit`] and [`Tries`] say when a count locks
//! * [`hash_password`] and [`hash_pin`], the latter under a [`PinKey`], make what is stored
//! * [`give_back`] lets go of the memory that was kept for the next hash
//!
//! This room never stores anything, and never keeps a secret in clear.
//!
//! ```
//! use fgapi_domain::UnixSeconds;
//! use fgapi_proof::{Attempt, Rule, Tries};
//! let (rule, now) = (Rule { most: 2, lock_seconds: 900 }, UnixSeconds(1_800_000_000));
//! let mut tries = Tries::default();
//! assert_eq!(tries.again(&rule.at(now)), Attempt::Counted { before: 0 });
//! assert_eq!(tries.again(&rule.at(now)), Attempt::Counted { before: 1 });
//! assert_eq!(tries.again(&rule.at(now)), Attempt::Locked { until: now.plus(900) });
//! ```

mod hash;
mod pin_key;
mod proving;
mod scratch;
mod tries;

pub use hash::{HashFault, hash_password, hash_pin, is_hash, matches_nobody, matches_password, matches_pin};
pub use pin_key::PinKey;
pub use proving::{Claim, Counted, Known, ProofStore, check_answer, check_pin, log_in, log_in_with_certificate};
pub use scratch::give_back;
pub use tries::{Attempt, COUNT_SECONDS, Limit, Rule, Tries};
