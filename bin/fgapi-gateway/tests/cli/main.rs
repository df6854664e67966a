//! The program from outside: what its commands say, how they end, and that they do what they say, also to a store that a
//! gateway serves meanwhile.

#![cfg(test)]

mod app;
mod clock;
mod help;
mod keys;
mod levers;
mod office;
mod operate;
mod program;
mod sandbox;
mod settings;
