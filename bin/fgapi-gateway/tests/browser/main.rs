//! The screens as people meet them: a real Chromium, with and without JavaScript, on a phone and on a desk, in light and dark.

#![cfg(test)]

mod certificates;
mod harness;
mod journey;
mod office;
mod openapi;
mod pages;
mod proof;
#[expect(dead_code, reason = "the end-to-end tests use the rest of what is shared")]
#[path = "../support/mod.rs"]
mod support;

use support::site;
