//! Pages with every shared part, in both languages.

#![cfg(test)]

#[path = "../../examples/samples/pages.rs"]
mod pages;

mod hostile;
mod parts;
