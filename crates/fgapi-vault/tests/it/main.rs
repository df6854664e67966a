//! The vault over the plainest store: what is sealed opens where it was sealed and nowhere else, and keys change while others go on.

#![cfg(test)]

mod keys;
mod rotation;
mod sealing;
mod shut;
mod stage;
