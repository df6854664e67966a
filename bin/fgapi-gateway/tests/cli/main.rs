//! The program from outside: what its commands say, how they end, and that they do what they say, also to a store that a
//! gateway serves meanwhile.

#![cfg(test)]

mod app;
mod clock;
mod files;
mod help;
mod installation;
mod keys;
mod levers;
mod linked;
mod office;
mod operate;
mod program;
mod rotation;
mod sandbox;
mod services;
mod settings;
mod tenants;
mod vault;
