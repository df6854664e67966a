//! Which addresses a client may reach, judged where names become addresses.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;

use ipnet::{Ipv4Net, Ipv6Net};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::Host;

/// Which addresses a client may reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// All of them: whoever runs the program chose the base URL.
    #[default]
    Anywhere,
    /// Those of the public network only. A base URL that names another address is refused, and so is a name that leads to one, each
    /// time that it is looked up: a connection is made to no address but one that was judged. Proxies are not used, because they would
    /// look names up themselves.
    Public,
}

/// IPv4 that IANA's registry of special-purpose addresses does not call globally reachable, and multicast.
const V4_NOT_PUBLIC: [Ipv4Net; 14] = [
    v4([0, 0, 0, 0], 8),
    v4([10, 0, 0, 0], 8),
    v4([100, 64, 0, 0], 10),
    v4([127, 0, 0, 0], 8),
    v4([169, 254, 0, 0], 16),
    v4([172, 16, 0, 0], 12),
    v4([192, 0, 0, 0], 24),
    v4([192, 0, 2, 0], 24),
    v4([192, 88, 99, 0], 24),
    v4([192, 168, 0, 0], 16),
    v4([198, 18, 0, 0], 15),
    v4([198, 51, 100, 0], 24),
    v4([203, 0, 113, 0], 24),
    v4([224, 0, 0, 0], 3),
];

/// All of IPv6 that is handed out to networks lies in here; what is mapped, translated or local lies outside.
const V6_PUBLIC: Ipv6Net = v6([0x2000, 0], 3);

/// What lies in it and is not public all the same: protocols' own, documentation, and tunnels that may lead to any IPv4.
const V6_NOT_PUBLIC: [Ipv6Net; 4] = [v6([0x2001, 0], 23), v6([0x2001, 0x0db8], 32), v6([0x2002, 0], 16), v6([0x3fff, 0], 20)];

const fn v4([a, b, c, d]: [u8; 4], length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6([a, b]: [u16; 2], length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), length)
}

/// Whether everybody's network leads there.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !V4_NOT_PUBLIC.iter().any(|net| net.contains(&address)),
        IpAddr::V6(address) => V6_PUBLIC.contains(&address) && !V6_NOT_PUBLIC.iter().any(|net| net.contains(&address)),
    }
}

impl Reach {
    /// Whether a base URL may name this host. What a name leads to is judged later, by [`Judging`].
    pub(crate) fn admits<S>(self, host: &Host<S>) -> bool {
        match (self, host) {
            (Self::Anywhere, _) | (Self::Public, Host::Domain(_)) => true,
            (Self::Public, Host::Ipv4(address)) => is_public((*address).into()),
            (Self::Public, Host::Ipv6(address)) => is_public((*address).into()),
        }
    }
}

/// A name leads to an address that may not be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name leads to an address that is not public")
    }
}

impl std::error::Error for NotPublic {}

/// The system's own way from names to addresses.
pub(crate) struct System;

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Hands on what another way found when all of it is public, and nothing otherwise: a name that leads to both is somebody's trick.
pub(crate) struct Judging(pub(crate) Arc<dyn Resolve>);

impl Resolve for Judging {
    fn resolve(&self, name: Name) -> Resolving {
        let resolving = self.0.resolve(name);
        Box::pin(async move {
            let found: Vec<SocketAddr> = resolving.await?.collect();
            if found.iter().all(|address| is_public(address.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(NotPublic.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_network_are_public() {
        for good in ["1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.0", "172.15.0.1", "172.32.0.1", "192.0.1.1", "223.255.255.255"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
        for good in ["2606:4700:4700::1111", "2400:cb00::1", "2001:200::1", "3ffe::1"] {
            assert!(is_public(good.parse().unwrap()), "{good}");
        }
        let bad = "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255 \
                   192.0.0.1 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 \
                   239.255.255.250 240.0.0.1 255.255.255.255 \
                   :: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:1ff::1 2001:db8::1 \
                   2002:7f00:1::1 3fff::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1";
        for bad in bad.split_whitespace() {
            assert!(!is_public(bad.parse().unwrap()), "{bad}");
        }
    }

    /// Answers with one list after another, and stays with the last.
    struct Canned(std::sync::Mutex<Vec<Vec<SocketAddr>>>);

    impl Resolve for Canned {
        fn resolve(&self, _: Name) -> Resolving {
            let mut lists = self.0.lock().unwrap();
            let list = if lists.len() > 1 { lists.remove(0) } else { lists[0].clone() };
            Box::pin(async move { Ok(Box::new(list.into_iter()) as Addrs) })
        }
    }

    #[tokio::test]
    async fn a_name_is_judged_each_time_and_with_all_of_its_addresses() {
        let [public, other, private] = ["1.1.1.1:0", "[2606:4700:4700::1111]:0", "127.0.0.1:0"].map(|text| text.parse().unwrap());
        let way = Judging(Arc::new(Canned(vec![vec![public, other], vec![private], vec![public, private], vec![public]].into())));
        let look = || async { way.resolve("bank.example".parse().unwrap()).await.map(Iterator::collect::<Vec<_>>) };
        assert_eq!(look().await.unwrap(), [public, other]);
        for _ in 0..2 {
            assert!(look().await.unwrap_err().is::<NotPublic>());
        }
        assert_eq!(look().await.unwrap(), [public]);
    }
}
