//! The SDK, against the real HTTP door, and against banks that follow a script: slow, odd and hostile.

#![cfg(test)]

mod bank;
mod cancel;
mod ending;
mod example;
mod far;
mod hostile;
mod house;
mod others;
mod pages;
mod refresh;
mod retries;
mod storage;
