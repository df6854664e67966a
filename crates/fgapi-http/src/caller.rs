//! Where a call comes from.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use ipnet::IpNet;

/// The caller's address: the peer's, or, when the peer is a trusted proxy, the right-most address in
/// `X-Forwarded-For` that is not a trusted proxy's (security A10). `forwarded` are that header's lines, in order.
pub(crate) fn address<'a>(peer: Option<IpAddr>, forwarded: impl DoubleEndedIterator<Item = &'a str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut address = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.to_canonical());
    let mut hops = forwarded.rev().flat_map(|line| line.rsplit(','));
    while is_trusted(address) {
        // What does not name an address cannot be followed: the last proxy that is known answers for it.
        let Some(next) = hops.next().and_then(parse) else {
            break;
        };
        address = next;
    }
    address
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
}
