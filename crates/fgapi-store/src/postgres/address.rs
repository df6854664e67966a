//! Which PostgreSQL servers may be spoken to without TLS.

use std::net::IpAddr;

use crate::StoreFault;

/// Refuses a URL that asks for TLS, which this build cannot do, or that would send everything in clear text over a network.
pub(super) fn refuse_clear_text_to_elsewhere(url: &str) -> Result<(), StoreFault> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = place.split('/').next().unwrap_or_default();
    let hosts = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    let parameters = || query.split('&').filter_map(|pair| pair.split_once('='));
    if parameters().any(|(name, value)| name == "sslmode" && value.starts_with(['r', 'v'])) {
        return Err(StoreFault::Unavailable(
            "this build cannot speak TLS to PostgreSQL: leave sslmode out and connect to this machine".to_owned(),
        ));
    }
    let named = parameters().filter(|(name, _)| matches!(*name, "host" | "hostaddr")).flat_map(|(_, value)| value.split(','));
    match hosts.split(',').map(without_port).chain(named).find(|host| !is_this_machine(host)) {
        None => Ok(()),
        Some(host) => Err(StoreFault::Unavailable(format!(
            "PostgreSQL on {host} would be spoken to in clear text: this build has no TLS, so connect to 127.0.0.1 or a Unix socket"
        ))),
    }
}

fn without_port(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// No host at all is the Unix socket of this machine; so is a path, plain or percent-encoded.
fn is_this_machine(host: &str) -> bool {
    host.is_empty()
        || host == "localhost"
        || host.starts_with('/')
        || host.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("%2f"))
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_spoken_to_without_tls() {
        for fine in [
            "postgres://u:p@127.0.0.1:5/d",
            "postgres://[::1]:5/d",
            "postgres:///d?host=/run/pg",
            "postgres://%2Frun%2Fpg/d",
            "postgres://localhost,127.0.0.2/d",
        ] {
            assert_eq!(refuse_clear_text_to_elsewhere(fine), Ok(()), "{fine}");
        }
        for bad in [
            "postgres://db.example/d",
            "postgres://u@127.0.0.1,10.0.0.1/d",
            "postgres://127.0.0.1@db/d",
            "postgres://localhost/d?hostaddr=10.0.0.1",
            "postgres://127.0.0.1/d?sslmode=require",
            "postgres://127.0.0.1/d?sslmode=verify-full",
        ] {
            assert!(refuse_clear_text_to_elsewhere(bad).is_err(), "{bad}");
        }
    }
}
