//! Where mails go.

use core::fmt;
use core::str::FromStr;

use fgapi_domain::Malformed;

/// A mail address such as `hanako@kakei.example`: one mailbox, printable ASCII, nothing that could begin another header line (F9).
///
/// ```
/// use fgapi_admin::MailAddress;
/// assert!("hanako@kakei.example".parse::<MailAddress>().is_ok());
/// for bad in ["hanako", "a b@x.example", "a@x\r\nBcc: b@y.example", "a@b@c.example", "花子@x.example", "a@-x.example"] {
///     assert!(bad.parse::<MailAddress>().is_err(), "{bad}");
/// }
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailAddress(Box<str>);

impl MailAddress {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_mailbox(local: &str) -> bool {
    let atoms = local.split('.');
    (1..=64).contains(&local.len())
        && atoms
            .clone()
            .all(|atom| !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b)))
}

fn is_domain(domain: &str) -> bool {
    let mut labels = domain.split('.').peekable();
    domain.len() <= 253
        && labels.peek().is_some()
        && labels.all(|label| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        })
}

impl FromStr for MailAddress {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        match text.split_once('@') {
            Some((local, domain)) if text.len() <= 254 && is_mailbox(local) && is_domain(domain) => Ok(Self(text.into())),
            _ => Err(Malformed::new("mail address", "one address in ASCII, for example hanako@kakei.example")),
        }
    }
}

impl fmt::Display for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Silent: who people are stays out of logs.
impl fmt::Debug for MailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailAddress(…)")
    }
}
