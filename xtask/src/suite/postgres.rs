//! Where the tests get their PostgreSQL from. They never go without: what cannot be found is
//! installed, and what cannot be installed fails with the one line to run.

use std::env;
use std::ffi::OsString;

use super::cluster::Cluster;
use super::programs::Programs;
use crate::shell::Outcome;
use crate::workspace::Workspace;

/// Where the tests look for their server; set by hand, it names one that is there already.
pub(super) const URL_VARIABLE: &str = "FGAPI_TEST_POSTGRES";

/// A server for the tests: somebody else's, or our own for the time being.
pub(super) enum Database {
    /// The one that `FGAPI_TEST_POSTGRES` names.
    Given(OsString),
    /// Started here, ended on drop.
    Own(Cluster),
}

impl Database {
    /// The URL of its maintenance database, for a user who may create databases.
    pub(super) fn url(&self) -> OsString {
        match self {
            Self::Given(url) => url.clone(),
            Self::Own(cluster) => cluster.url().into(),
        }
    }
}

/// Finds or installs a server, starts it, and answers where it is.
pub(super) fn provide(workspace: &Workspace) -> Outcome<Database> {
    if let Some(url) = env::var_os(URL_VARIABLE).filter(|url| !url.is_empty()) {
        println!("the server that {URL_VARIABLE} names");
        return Ok(Database::Given(url));
    }
    let cluster = Cluster::start(Programs::provide(workspace)?)?;
    println!("{cluster}");
    Ok(Database::Own(cluster))
}
