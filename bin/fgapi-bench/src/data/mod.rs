//! The bank that is measured: made by the gateway's own importers, kept between runs.

mod bank;
mod files;
mod links;
mod recipe;

pub(crate) use self::bank::without_settings;
pub use self::bank::{Bank, Client, DEEP, INTERLEAVED};
pub use self::links::{Links, Pair};
pub use self::recipe::{PERIOD, Recipe};
