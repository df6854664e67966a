//! Texts that must not be seen: passwords, tokens in clear.

use core::fmt;

use zeroize::Zeroizing;

/// A secret text. Wiped from memory when dropped; `Debug` is silent; there is no `Display`.
///
/// ```
/// use fgapi_domain::Secret;
/// let secret = Secret::new("correct horse");
/// assert_eq!(format!("{secret:?}"), "Secret(…)");
/// assert_eq!(secret.reveal(), "correct horse");
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text that is secret from here on.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text. Each use of this word is a place to look at with care.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
