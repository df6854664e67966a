//! A browser in the hands of a test: opened, used like a person uses it, looked at, closed.
//!
//! Everything that is done waits for a condition that the browser reports, never for time to pass.

mod axe;
mod browser;
mod clipboard;
mod commands;
mod console;
mod cookies;
mod driver;
mod html;
mod keyboard;
mod look;
mod nss;
mod options;
mod tabs;
mod wanted;

pub(crate) use browser::Browser;
pub(crate) use cookies::Cookie;
pub(crate) use options::Options;
pub(crate) use wanted::{css, url};

/// One of the things that the test command finds or brings.
fn provided(variable: &str) -> std::path::PathBuf {
    std::env::var_os(variable).unwrap_or_else(|| panic!("needs a browser ({variable}); run: cargo xtask test")).into()
}
