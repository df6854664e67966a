//! Every screen, drawn: as it should be, and with names that mean harm.
#![cfg(test)]

mod hostile;
mod samples;
mod screens;
