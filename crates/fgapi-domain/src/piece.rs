//! A text of one's own, or a piece of one that many share: a page's 200 descriptions are one text.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Range;
use std::sync::Arc;

/// A text, whoever keeps it. Compared and shown by what it says.
#[derive(Clone)]
pub(crate) enum Piece {
    /// All of a text.
    Own(Box<str>),
    /// A part of a text that others have parts of too.
    Of(Arc<str>, Range<u32>),
}

impl Piece {
    /// The part of the text. `None`: the range is not one of whole characters, or the text has 4 GiB.
    pub(crate) fn new(of: &Arc<str>, range: Range<usize>) -> Option<Self> {
        of.get(range.clone())?;
        let range = u32::try_from(range.start).ok()?..u32::try_from(range.end).ok()?;
        Some(Self::Of(Arc::clone(of), range))
    }

    /// What it says.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Own(text) => text,
            // The range was tried when the piece was made.
            Self::Of(of, range) => of.get(range.start as usize..range.end as usize).unwrap_or_default(),
        }
    }
}

impl AsRef<str> for Piece {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl From<Box<str>> for Piece {
    fn from(text: Box<str>) -> Self {
        Self::Own(text)
    }
}

impl Default for Piece {
    fn default() -> Self {
        Self::Own(Box::default())
    }
}

impl fmt::Debug for Piece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_str().fmt(f)
    }
}

impl PartialEq for Piece {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Piece {}

impl PartialOrd for Piece {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Piece {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl Hash for Piece {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}
