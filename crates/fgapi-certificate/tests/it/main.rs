//! Certificates of every kind that customers turn up with, judged.

#![cfg(test)]

mod bytes;
mod files;
mod issuer;
mod judgement;
mod names;
mod revocation;
