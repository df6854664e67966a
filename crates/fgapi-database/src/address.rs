//! Where a store is: a SQLite file, a PostgreSQL server, or this process's memory.

use core::fmt;
use core::str::FromStr;
use std::path::PathBuf;

use crate::postgres_url::is_well_formed;

/// Where a store is. Its `Debug` and `Display` never show a password.
///
/// ```
/// use fgapi_database::StoreAddress;
/// assert!(matches!("fgapi.db".parse(), Ok(StoreAddress::Sqlite(_))));
/// assert!(matches!("postgres://fgapi@127.0.0.1/fgapi".parse(), Ok(StoreAddress::Postgres(_))));
/// assert!("mysql://127.0.0.1/fgapi".parse::<StoreAddress>().is_err());
/// ```
#[derive(Clone, PartialEq, Eq)]
pub enum StoreAddress {
    /// A SQLite database in this file.
    Sqlite(PathBuf),
    /// The PostgreSQL database with this URL.
    Postgres(String),
    /// This process's memory: for trying things out; gone when the process ends.
    Memory,
}

/// The text names no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a store's address must be a file path, sqlite:PATH, postgres://USER@HOST/DATABASE (special characters in it as %XX) or memory")]
pub struct NotAnAddress;

impl FromStr for StoreAddress {
    type Err = NotAnAddress;
    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        if text == "memory" {
            return Ok(Self::Memory);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return if is_well_formed(text) { Ok(Self::Postgres(text.to_owned())) } else { Err(NotAnAddress) };
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:")).unwrap_or(text);
        // `:memory:` would give every connection a database of its own; what begins with `file:` SQLite takes for a URL.
        if path.is_empty() || path.contains("://") || path == ":memory:" || path.starts_with("file:") {
            return Err(NotAnAddress);
        }
        Ok(Self::Sqlite(path.into()))
    }
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) if !is_well_formed(url) => f.write_str("a malformed postgres:// URL"),
            // Everything before the last @ of the authority may hold a password.
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let place = rest.split(['?', '#']).next().unwrap_or_default();
                write!(f, "postgres://{}", place.rsplit_once('@').map_or(place, |(_, host)| host))
            }
            Self::Memory => f.write_str("memory"),
        }
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoreAddress({self})")
    }
}
