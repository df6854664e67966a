//! The laws of the words: what is written is read back, and what is not a word is refused.

#![cfg(test)]

mod certificate;
mod clock;
mod grants;
mod ids;
mod jst;
