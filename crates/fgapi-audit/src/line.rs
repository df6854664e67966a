//! An entry as it stands in a table.

use crate::{AuditText, ChainHash, ChainHead, Entry, EntryTime, NotAuditWord, Origin, Seq};

/// An entry's columns, as a table holds them. The chain is made over these texts and not over what they mean: so a change that means
/// the same is found too, and whoever does not know an act of a newer version can still show and verify it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: EntryTime,
    /// Text of an [`Actor`](crate::Actor).
    pub actor: Box<str>,
    /// Text of an [`Act`](crate::Act).
    pub act: Box<str>,
    /// To what.
    pub target: Box<str>,
    /// What else is worth knowing.
    pub detail: Box<str>,
    /// The caller's address.
    pub address: Option<Box<str>>,
    /// The number of the call.
    pub request_id: Option<Box<str>>,
    /// Text of an [`Outcome`](crate::Outcome).
    pub outcome: Box<str>,
}

impl From<&Entry> for Line {
    fn from(entry: &Entry) -> Self {
        Self {
            at: entry.at,
            actor: entry.actor.to_string().into(),
            act: entry.act.as_str().into(),
            target: entry.target.as_str().into(),
            detail: entry.detail.as_str().into(),
            address: entry.origin.address.map(|address| address.to_string().into()),
            // A caller may have chosen it.
            request_id: entry.origin.request_id.as_deref().map(|id| AuditText::from(id).as_str().into()),
            outcome: entry.outcome.to_string().into(),
        }
    }
}

/// What it means, for a program that knows all its words.
impl TryFrom<&Line> for Entry {
    type Error = NotAuditWord;
    fn try_from(line: &Line) -> Result<Self, NotAuditWord> {
        let address = line.address.as_ref().map(|text| text.parse().map_err(|_| NotAuditWord("an address"))).transpose()?;
        Ok(Self {
            at: line.at,
            actor: line.actor.parse()?,
            act: line.act.parse()?,
            target: line.target.parse()?,
            detail: line.detail.parse()?,
            origin: Origin { address, request_id: line.request_id.clone() },
            outcome: line.outcome.parse()?,
        })
    }
}

/// A line with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Its number: 1 is the oldest.
    pub seq: Seq,
    /// Its hash.
    pub hash: ChainHash,
    /// The line.
    pub line: Line,
}

impl Sealed {
    /// The chain's head when this line was the last.
    pub const fn head(&self) -> ChainHead {
        ChainHead { seq: self.seq, hash: self.hash }
    }
}
