//! The laws of every port, as functions over a fresh implementation, and the clock and randomness that they run with.
//!
//! Whoever puts a database, or a bank's own core, behind one of this house's ports runs these laws over it: each is one
//! function, and panics with the broken promise's words.
//!
//! This room knows no implementation and is part of no product: it is used by tests only.

pub mod audit;
pub mod bank;
mod clock;
mod entropy;
pub mod journey;
pub mod token;

pub use clock::ManualClock;
pub use entropy::SeededEntropy;
