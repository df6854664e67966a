//! Where a client's end users may be sent back to.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::Malformed;

/// A host name as browsers compare it: lower-case ASCII after IDNA (reading R6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectDomain(Box<str>);

impl RedirectDomain {
    /// The name in ASCII.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RedirectDomain {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        const REFUSED: Malformed = Malformed::new("redirect domain", "a host name alone, for example fintech.example.com");
        let name = idna::domain_to_ascii_strict(text).map_err(|_| REFUSED)?;
        if name.is_empty() || name.len() > 253 || name.ends_with('.') { Err(REFUSED) } else { Ok(Self(name.into())) }
    }
}

impl fmt::Display for RedirectDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
