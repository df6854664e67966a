//! The words of the log are written as they are read, and the chain shows what was changed.

#![cfg(test)]

mod chain;
mod words;
