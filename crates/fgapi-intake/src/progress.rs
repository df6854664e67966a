//! How far an import is.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// How far an import is. A file is read twice: first checked, then taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Records or lines read, in both readings.
    pub records: u64,
    /// Bytes read, in both readings.
    pub bytes: u64,
    /// Bytes to be read in both.
    pub total_bytes: u64,
}

/// How many records pass between two reports.
const STEP: u64 = 4_096;

/// Counts, and reports now and then.
pub(crate) struct Meter<'p> {
    report: &'p mut dyn FnMut(Progress),
    bytes: Rc<Cell<u64>>,
    now: Progress,
}

impl<'p> Meter<'p> {
    /// A meter for a file of this length that is read twice.
    pub(crate) fn new(length: u64, report: &'p mut dyn FnMut(Progress)) -> Self {
        Self { report, bytes: Rc::default(), now: Progress { total_bytes: length * 2, ..Progress::default() } }
    }

    /// Counts what is read through it.
    pub(crate) fn watch<R: Read>(&self, inner: R) -> Watched<R> {
        Watched { inner, bytes: Rc::clone(&self.bytes) }
    }

    /// One more record.
    pub(crate) fn record(&mut self) {
        self.now.records += 1;
        if self.now.records.is_multiple_of(STEP) {
            self.tell();
        }
    }

    /// Reports now.
    pub(crate) fn tell(&mut self) {
        self.now.bytes = self.bytes.get();
        (self.report)(self.now);
    }
}

/// A reader that counts.
pub(crate) struct Watched<R> {
    inner: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}
