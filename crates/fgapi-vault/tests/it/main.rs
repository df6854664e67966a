//! The vault over the plainest store: what is sealed opens where it was sealed and nowhere else, and keys change while others go on.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on ends by a panic")]

mod keys;
mod rotation;
mod sealing;
mod shut;
mod stage;
