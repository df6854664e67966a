//! Why a file was refused: where, what was expected there, and what to do next.

use core::fmt;
use std::borrow::Cow;
use std::io;

/// A file that was not taken over. Nothing of such a file may be kept.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The bytes could not be read at all.
    #[error("record {record}: the file could not be read ({source}); check the disk and the file's permissions, then run again")]
    Io {
        /// The record that was being read, from 1.
        record: u64,
        /// What the operating system said.
        source: io::Error,
    },
    /// A record is not what the format asks for.
    #[error(transparent)]
    Refused(Box<Refusal>),
}

impl FileFault {
    /// The record at fault, from 1.
    pub fn record(&self) -> u64 {
        match self {
            Self::Io { record, .. } => *record,
            Self::Refused(refusal) => refusal.record,
        }
    }

    pub(crate) fn refused(record: u64, field: Field, problem: impl Into<Cow<'static, str>>, next: &'static str) -> Self {
        Self::Refused(Box::new(Refusal { record, columns: field.columns, field: field.name, problem: problem.into(), next }))
    }
}

/// Which field of which record was refused, and why. It never repeats what stood in the file: neither
/// account numbers nor names nor amounts, only counts of records.
///
/// Written `record 17, columns 25-36 (取引金額): 12 digits expected; ask the bank …`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record}, {columns} ({field}): {problem}; {next}")]
pub struct Refusal {
    /// The record, from 1, header records included.
    pub record: u64,
    /// The bytes of the record that are at fault.
    pub columns: Columns,
    /// The field's name in the format's own words.
    pub field: &'static str,
    /// What was expected there, or what is wrong.
    pub problem: Cow<'static, str>,
    /// What to do about it.
    pub next: &'static str,
}

/// Bytes of a record, counted from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Columns {
    /// First byte.
    pub from: usize,
    /// Last byte; never before the first.
    pub to: usize,
}

impl fmt::Display for Columns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to { write!(f, "column {}", self.from) } else { write!(f, "columns {}-{}", self.from, self.to) }
    }
}

/// A named stretch of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) columns: Columns,
}

impl Field {
    pub(crate) const fn new(name: &'static str, from: usize, to: usize) -> Self {
        Self { name, columns: Columns { from, to } }
    }

    /// How many bytes it has.
    pub(crate) const fn width(self) -> usize {
        self.columns.to - self.columns.from + 1
    }

    /// The same field, narrowed to one byte.
    pub(crate) const fn at(self, column: usize) -> Self {
        Self::new(self.name, column, column)
    }
}

/// What to do when a record is not as the format asks.
pub(crate) const ASK_BANK: &str = "ask the bank for the file again";

/// What to do about a file in EBCDIC.
pub(crate) const ASK_JIS: &str = "ask the bank for コード区分 0 (JIS), or convert the file first";
