//! Where a call comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;

/// The caller's address: the peer's, or, when the peer is a trusted proxy, the right-most address in
/// `X-Forwarded-For` that is not a trusted proxy's. `forwarded` are that header's lines, in order.
pub fn address<'a>(peer: Option<IpAddr>, forwarded: impl DoubleEndedIterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let mut address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.to_canonical());
    let mut hops = forwarded.rev().flat_map(|line| line.rsplit(','));
    while is_trusted(address, trusted) {
        // What does not name an address cannot be followed: the last proxy that is known answers for it.
        let Some(next) = hops.next().and_then(parse) else {
            break;
        };
        address = next;
    }
    address
}

/// Whether what `peer` says about somebody else may be believed. A header that only a proxy may set counts only when this
/// holds for the connection's own peer, never for an [`address`] that was itself forwarded.
pub fn is_trusted(peer: IpAddr, trusted: &[IpNet]) -> bool {
    let peer = peer.to_canonical();
    trusted.iter().any(|network| network.contains(&peer))
}

fn parse(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = || hop.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    let address = hop.parse::<IpAddr>().ok().or_else(|| hop.parse().ok().map(|socket: SocketAddr| socket.ip())).or_else(bare)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let from = |peer: &str, forwarded: &[&str]| address(Some(peer.parse().unwrap()), forwarded.iter().copied(), &trusted).to_string();
        assert_eq!(from("192.0.2.1", &["198.51.100.7"]), "192.0.2.1");
        assert_eq!(from("10.0.0.1", &["198.51.100.7"]), "198.51.100.7");
        assert_eq!(from("::ffff:10.0.0.1", &["198.51.100.7:4711"]), "198.51.100.7");
        assert_eq!(from("10.0.0.1", &["6.6.6.6, 198.51.100.7, 10.9.9.9"]), "198.51.100.7");
        assert_eq!(from("10.0.0.1", &["6.6.6.6", "198.51.100.7", "[fd00::1]:80, [fd00::2]"]), "198.51.100.7");
        assert_eq!(from("10.0.0.1", &["6.6.6.6, unknown"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", &["10.0.0.2, 10.0.0.3"]), "10.0.0.2");
        assert_eq!(from("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn a_proxy_is_known_by_either_spelling_of_its_address() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        for (peer, expected) in [("10.1.2.3", true), ("::ffff:10.1.2.3", true), ("192.0.2.1", false), ("::1", false)] {
            assert_eq!(is_trusted(peer.parse().unwrap(), &trusted), expected, "{peer}");
        }
    }
}
