//! Texts of the log, and what is said of a text that is none of its words.

use core::fmt;
use core::str::FromStr;

/// The most characters of a text.
const LONGEST: usize = 2_000;

/// A text of the log. Making one never fails, because what was done has to be told: control characters become blanks, and what is
/// longer than 2,000 characters is cut.
///
/// ```
/// use fgapi_audit::AuditText;
/// assert_eq!(AuditText::from("a\nb").as_str(), "a b");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AuditText(Box<str>);

impl AuditText {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for AuditText {
    fn from(text: &str) -> Self {
        Self(text.chars().take(LONGEST).map(|c| if c.is_control() { ' ' } else { c }).collect())
    }
}

impl From<String> for AuditText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl FromStr for AuditText {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        let clean = Self::from(text);
        if *clean.0 == *text {
            Ok(clean)
        } else {
            Err(NotAuditWord("a text of at most 2,000 characters, none of them a control character"))
        }
    }
}

impl fmt::Display for AuditText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The text is none of the log's words. It says which word it should have been, and never repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not {0}")]
pub struct NotAuditWord(pub(crate) &'static str);
