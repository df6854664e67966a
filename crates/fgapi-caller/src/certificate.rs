//! The certificate that a connection presented.

use core::fmt;
use std::sync::Arc;

/// The certificates that a caller presented, each as DER: its own first, then those that are to lead to one that is known.
///
/// Whoever makes one vouches that the caller has the key of the first. Nothing else of it was judged: not who signed it, not
/// whether it is valid or was revoked. Clones share the bytes; `Debug` shows none of them, because they name a person.
#[derive(Clone, PartialEq, Eq)]
pub struct PresentedCertificate(Arc<[Vec<u8>]>);

impl PresentedCertificate {
    /// What was presented; `None` when that is nothing.
    pub fn new(chain: Vec<Vec<u8>>) -> Option<Self> {
        (!chain.is_empty()).then(|| Self(chain.into()))
    }

    /// The caller's own certificate and those behind it; never empty.
    pub fn chain(&self) -> &[Vec<u8>] {
        &self.0
    }
}

impl fmt::Debug for PresentedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PresentedCertificate({} in DER)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_no_certificate_and_a_log_shows_none() {
        assert_eq!(PresentedCertificate::new(Vec::new()), None);
        let presented = PresentedCertificate::new(vec![vec![211; 3], vec![212]]).unwrap();
        assert_eq!(presented.chain(), [vec![211; 3], vec![212]]);
        assert_eq!(format!("{presented:?}"), "PresentedCertificate(2 in DER)");
    }
}
