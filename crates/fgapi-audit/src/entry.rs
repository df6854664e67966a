//! An entry: one act.

use core::fmt;
use core::str::FromStr;

use crate::{Act, Actor, AuditText, By, NotAuditWord, Origin};

/// When something was done, in UNIX seconds. The caller's clock says it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryTime(pub i64);

/// What came of an act. Its text is `done`, or `refused:` and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, for the reason that this code names.
    Refused(AuditText),
}

/// Which of both outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OutcomeKind {
    /// Done.
    Done,
    /// Refused, for whatever reason.
    Refused,
}

impl OutcomeKind {
    /// Whether the text of an outcome is of this kind.
    pub(crate) fn is_of(self, text: &str) -> bool {
        (self == Self::Done) == (text == Outcome::DONE)
    }
}

impl Outcome {
    const DONE: &str = "done";
    const REFUSED: &str = "refused:";

    /// Which of both.
    pub const fn kind(&self) -> OutcomeKind {
        match self {
            Self::Done => OutcomeKind::Done,
            Self::Refused(_) => OutcomeKind::Refused,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done => f.write_str(Self::DONE),
            Self::Refused(why) => write!(f, "{}{why}", Self::REFUSED),
        }
    }
}

impl FromStr for Outcome {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        match text.strip_prefix(Self::REFUSED) {
            Some(why) => why.parse().map(Self::Refused),
            None if text == Self::DONE => Ok(Self::Done),
            None => Err(NotAuditWord("an outcome: done, or refused:CODE")),
        }
    }
}

/// One act, as it is told to the log. Never a secret, never a token: a token is told by a part of its digest at most.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// When.
    pub at: EntryTime,
    /// Who.
    pub actor: Actor,
    /// What.
    pub act: Act,
    /// To what, such as `link:` and its number.
    pub target: AuditText,
    /// What else is worth knowing, as `name=value` words.
    pub detail: AuditText,
    /// Whence.
    pub origin: Origin,
    /// With what outcome.
    pub outcome: Outcome,
}

impl Entry {
    /// Something that was done, without more detail.
    pub fn done(at: EntryTime, by: &By, act: Act, target: impl Into<AuditText>) -> Self {
        let By { actor, origin } = by.clone();
        Self { at, actor, act, target: target.into(), detail: AuditText::default(), origin, outcome: Outcome::Done }
    }

    /// The same with this detail.
    #[must_use]
    pub fn with(self, detail: impl Into<AuditText>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// The same, refused for the reason that the code names.
    #[must_use]
    pub fn refused(self, code: impl Into<AuditText>) -> Self {
        Self { outcome: Outcome::Refused(code.into()), ..self }
    }
}
