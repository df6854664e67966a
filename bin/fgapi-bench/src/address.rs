//! Where a server under load answers: on the loopback address of this machine, nowhere else.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use crate::BenchFault;

const NEXT: &str = "give http://, a loopback address and a port, for example http://127.0.0.1:8080";

/// The base URL of a server on this machine. Load is never sent anywhere else, so nobody's server can be named by mistake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BaseUrl(SocketAddr);

impl BaseUrl {
    /// Its address.
    pub const fn address(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for BaseUrl {
    type Err = BenchFault;

    fn from_str(text: &str) -> Result<Self, BenchFault> {
        let refused = |why: &str| BenchFault::new(format!("{text}: {why}"), NEXT);
        let rest = text.strip_prefix("http://").ok_or_else(|| refused("only plain http is measured"))?;
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        if authority.contains(['/', '?', '#', '@']) {
            return Err(refused("a base URL has no path, query or user"));
        }
        let (host, port) = authority.rsplit_once(':').ok_or_else(|| refused("the port is missing"))?;
        let port: u16 = port.parse().ok().filter(|port| *port != 0).ok_or_else(|| refused("the port is no number from 1 to 65535"))?;
        let host = if host == "localhost" { "127.0.0.1" } else { host.trim_start_matches('[').trim_end_matches(']') };
        let address: IpAddr = host.parse().map_err(|_| refused("load goes to loopback addresses only, and this is a name"))?;
        if !address.is_loopback() {
            return Err(refused("load goes to loopback addresses only"));
        }
        Ok(Self(SocketAddr::new(address, port)))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}
