//! By what a customer's device and network are known again.

use core::fmt;
use std::net::IpAddr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use fgapi_domain::{Entropy, EntropyFault};

use crate::key::ConsentKey;

/// A browser that was seen before: a random number in a signed cookie. It says nothing about who uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub [u8; 16]);

impl DeviceId {
    /// A new one.
    ///
    /// # Errors
    /// [`EntropyFault`] when there is no randomness.
    pub(crate) fn generate(entropy: &(impl Entropy + ?Sized)) -> Result<Self, EntropyFault> {
        let mut number = [0; 16];
        entropy.fill(&mut number)?;
        Ok(Self(number))
    }

    /// The cookie's value.
    pub(crate) fn to_cookie(self, key: &ConsentKey) -> String {
        format!("{}.{}", URL_SAFE_NO_PAD.encode(self.0), key.sign_device(&self.0))
    }

    /// Takes a cookie's value; `None` when this gateway's key did not sign it.
    pub(crate) fn from_cookie(value: &str, key: &ConsentKey) -> Option<Self> {
        let (number, signature) = value.split_once('.')?;
        let number = URL_SAFE_NO_PAD.decode(number).ok()?.try_into().ok()?;
        key.is_device(&number, signature).then_some(Self(number))
    }
}

/// The neighbourhood of an address: /24 of IPv4, /48 of IPv6, as a text such as `203.0.113.0/24`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(Box<str>);

impl Network {
    /// That of an address.
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => format!("{}/24", std::net::Ipv4Addr::from_bits(v4.to_bits() & !0xff)).into(),
            IpAddr::V6(v6) => format!("{}/48", std::net::Ipv6Addr::from_bits(v6.to_bits() & (u128::MAX << 80))).into(),
        })
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use fgapi_domain::SystemEntropy;

    use super::*;

    #[test]
    fn a_network_is_a_neighbourhood() {
        let of = |address: &str| Network::of(address.parse().unwrap()).to_string();
        assert_eq!(of("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(of("::ffff:203.0.113.77"), "203.0.113.0/24");
        assert_eq!(of("2001:db8:1:2:3::4"), "2001:db8:1::/48");
    }

    #[test]
    fn a_device_that_nobody_signed_is_not_known() {
        let entropy = SystemEntropy::new();
        let (key, other) = (ConsentKey::generate(&entropy).unwrap(), ConsentKey::generate(&entropy).unwrap());
        let device = DeviceId::generate(&entropy).unwrap();
        assert_eq!(DeviceId::from_cookie(&device.to_cookie(&key), &key), Some(device));
        assert_eq!(DeviceId::from_cookie(&device.to_cookie(&other), &key), None);
        assert_eq!(DeviceId::from_cookie("", &key), None);
        assert_eq!(DeviceId::from_cookie("AAAA.BBBB", &key), None);
    }
}
