//! The bench at its boundary: load against a tiny server, files of peers, and figures as text.
#![cfg(test)]

mod figures;
mod files;
mod load;
mod tiny;
