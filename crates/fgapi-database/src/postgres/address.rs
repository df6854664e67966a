//! Which PostgreSQL servers may be spoken to without TLS.

use std::net::IpAddr;

use crate::DatabaseFault;
use crate::postgres_url::is_well_formed;

/// The URL that libpq gets. Refuses one that asks for TLS, which this build cannot do, or that may send everything in clear text
/// over a network: the server has to be named where a URL names it, for libpq would also look into files and the environment.
pub(super) fn on_this_machine(url: &str) -> Result<String, DatabaseFault> {
    let refused = |why: String| Err(DatabaseFault::Unavailable(why));
    if !is_well_formed(url) {
        return refused(
            "the PostgreSQL URL is malformed: write postgres://USER:PASSWORD@HOST/DATABASE, and special characters of each part as %XX \
             (@ as %40, / as %2F, % as %25)"
                .to_owned(),
        );
    }
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parameters = || query.split('&').filter_map(|pair| pair.split_once('='));
    if parameters().any(|(name, value)| name == "ssl" || name == "sslmode" && value.starts_with(['r', 'v', '%'])) {
        return refused("this build cannot speak TLS to PostgreSQL: leave sslmode out and connect to this machine".to_owned());
    }
    if let Some((name, _)) = parameters().find(|(name, _)| name.starts_with("host") || name.starts_with("service")) {
        return refused(format!(
            "the PostgreSQL URL has the parameter {name}: name the server before the database, as in postgres://USER@127.0.0.1/DATABASE \
             or, by the directory of its Unix socket, postgres://USER@%2Frun%2Fpostgresql/DATABASE"
        ));
    }
    let authority = place.split('/').next().unwrap_or_default();
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    match hosts.split(',').map(without_port).find(|host| !is_this_machine(host)) {
        // An empty `hostaddr` keeps libpq from taking one out of `PGHOSTADDR` or a service file.
        None => Ok(format!("{url}{}hostaddr=", if query.is_empty() { url.strip_suffix('?').map_or("?", |_| "") } else { "&" })),
        Some("") => refused("the PostgreSQL URL names no server: write postgres://USER@127.0.0.1/DATABASE".to_owned()),
        Some(host) => refused(format!(
            "PostgreSQL on {host} would be spoken to in clear text: this build has no TLS, so connect to 127.0.0.1 or a Unix socket"
        )),
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// A path, always percent-encoded, is a Unix socket of this machine. libpq would take a comma in it for the end of the path.
fn is_this_machine(host: &str) -> bool {
    let lower = host.to_ascii_lowercase();
    host == "localhost"
        || (lower.starts_with("%2f") && !lower.contains("%2c"))
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libpq_gets_no_address_but_the_named_one() {
        for (fine, asked) in [
            ("postgres://u:p@127.0.0.1:5/d", "postgres://u:p@127.0.0.1:5/d?hostaddr="),
            ("postgres://[::1]:5/d?", "postgres://[::1]:5/d?hostaddr="),
            ("postgres://%2Frun%2Fpg/d?user=u", "postgres://%2Frun%2Fpg/d?user=u&hostaddr="),
            ("postgres://localhost,127.0.0.2/d", "postgres://localhost,127.0.0.2/d?hostaddr="),
        ] {
            assert_eq!(on_this_machine(fine).as_deref(), Ok(asked));
        }
    }
}
