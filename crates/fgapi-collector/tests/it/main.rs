//! The door outwards, against an institution on this machine that follows a script: good, slow, down, odd and hostile.

#![cfg(test)]

mod far;
mod harvest;
mod hostile;
mod house;
mod link;
mod network;
mod tokens;
mod workers;
