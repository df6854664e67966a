//! Where an act comes from.

use std::net::IpAddr;

/// Where an act comes from: the caller's address and the number of the call, as far as there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The caller, behind proxies.
    pub address: Option<IpAddr>,
    /// The number that the answer to the call carries.
    pub request_id: Option<Box<str>>,
}

impl Origin {
    /// Nobody called: the machine itself did it.
    pub const NONE: Self = Self { address: None, request_id: None };
}

impl From<IpAddr> for Origin {
    fn from(address: IpAddr) -> Self {
        Self { address: Some(address), request_id: None }
    }
}
