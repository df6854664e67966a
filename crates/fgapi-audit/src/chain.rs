//! The chain: every line's hash covers the one before, so nothing can be changed or taken out unseen.

use core::fmt;
use core::str::FromStr;

use ring::digest::{Context, SHA256};

use crate::{Line, NotAuditWord};

/// A line's number in the chain: 1, 2, 3 ...
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seq(pub i64);

impl Seq {
    /// The one after.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for Seq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Seq {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        // Only digits, so that a text is never another way to write a number.
        let number = text.parse().ok().filter(|number: &i64| *number >= 0 && number.to_string() == text);
        number.map(Self).ok_or(NotAuditWord("a number of the audit log: digits"))
    }
}

/// A line's hash. Its text is 64 hexadecimal digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 32]);

impl ChainHash {
    /// What stands before the first line.
    pub const NONE: Self = Self([0; 32]);

    /// What a store kept. Bytes of another length were never a hash: they become one that no line has.
    pub fn of_stored(bytes: &[u8]) -> Self {
        bytes.try_into().map_or(Self::NONE, Self)
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ChainHash({self})")
    }
}

impl FromStr for ChainHash {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        let malformed = NotAuditWord("a hash: 64 hexadecimal digits, small letters");
        if text.len() != 64 || !text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(malformed);
        }
        let mut hash = [0; 32];
        for (at, byte) in hash.iter_mut().enumerate() {
            let pair = text.get(2 * at..2 * at + 2).ok_or(malformed)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| malformed)?;
        }
        Ok(Self(hash))
    }
}

/// The last line's number and hash: who notes it elsewhere can show later that nothing before it was changed. Its text is
/// `SEQ:HASH`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ChainHead {
    /// Its number; 0 before the first line.
    pub seq: Seq,
    /// Its hash.
    pub hash: ChainHash,
}

impl ChainHead {
    /// Before the first line.
    pub const START: Self = Self { seq: Seq(0), hash: ChainHash::NONE };

    /// The head when `line` comes next.
    #[must_use]
    pub fn then(self, line: &Line) -> Self {
        let seq = self.seq.next();
        Self { seq, hash: seal(&self.hash, seq, line) }
    }
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for ChainHead {
    type Err = NotAuditWord;
    fn from_str(text: &str) -> Result<Self, NotAuditWord> {
        let (seq, hash) = text.split_once(':').ok_or(NotAuditWord("a head of the audit log: SEQ:HASH"))?;
        Ok(Self { seq: seq.parse()?, hash: hash.parse()? })
    }
}

/// The hash of `line` as the chain's number `seq` behind `previous`: SHA-256 over the previous hash, the number and all columns,
/// each with its length in front, so that no two lines are the same bytes.
pub fn seal(previous: &ChainHash, seq: Seq, line: &Line) -> ChainHash {
    let mut context = Context::new(&SHA256);
    context.update(b"fgapi audit 1\n");
    context.update(&previous.0);
    context.update(&seq.0.to_be_bytes());
    context.update(&line.at.0.to_be_bytes());
    let (address, request_id) = (line.address.as_deref(), line.request_id.as_deref());
    let columns =
        [Some(&*line.actor), Some(&*line.act), Some(&*line.target), Some(&*line.detail), address, request_id, Some(&*line.outcome)];
    for column in columns {
        context.update(&[u8::from(column.is_some())]);
        let column = column.unwrap_or_default();
        context.update(&(column.len() as u64).to_be_bytes());
        context.update(column.as_bytes());
    }
    ChainHash::of_stored(context.finish().as_ref())
}
