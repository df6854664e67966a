//! Cuts a stream of bytes into records of 200 bytes, however the bank (or a tool on the way) ended them.
//!
//! Records stand close together, or each is ended by CR, LF or both. Where they are ended, a tool may have
//! taken trailing spaces off, and they are put back; spaces beyond the 200th byte are dropped. A byte 0x1A
//! ends the file. One record is held at a time.

use std::io::{self, BufRead};

use crate::fault::{ASK_BANK, FileFault};
use crate::foreign;
use crate::layout::{FILE, RECORD, WHOLE};
use crate::record::Record;

const CR: u8 = b'\r';
const LF: u8 = b'\n';
/// The end-of-file mark that old systems leave.
const SUB: u8 = 0x1A;

/// Bytes of an end record of 入出金取引明細 before its filling.
const END_RECORD_FILLED: usize = 16;

/// The records of a stream.
pub(crate) struct Frames<R> {
    reader: R,
    /// Records cut so far.
    count: u64,
    /// Whether records are ended by CR or LF; known after the first.
    separated: Option<bool>,
    /// Bytes that an end record has before its filling.
    end_filled: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// 200 bytes were read.
    Full,
    /// CR or LF stood before the 200th byte.
    Separator,
    /// The stream or the file (0x1A) ended before the 200th byte.
    End,
}

impl<R: BufRead> Frames<R> {
    pub(crate) const fn new(reader: R) -> Self {
        Self { reader, count: 0, separated: None, end_filled: END_RECORD_FILLED }
    }

    /// The end record is its データ区分 and filling, without counts.
    pub(crate) fn with_bare_end(self) -> Self {
        Self { end_filled: 1, ..self }
    }

    /// The number that the next record will have.
    pub(crate) const fn upcoming(&self) -> u64 {
        self.count.saturating_add(1)
    }

    /// The next record, or `None` at the end of the stream.
    pub(crate) fn next(&mut self) -> Result<Option<Record>, FileFault> {
        let number = self.upcoming();
        let mut bytes = [b' '; RECORD];
        let (length, stop) = self.fill(&mut bytes)?;
        let read = bytes.get(..length).unwrap_or_default();
        if number == 1 {
            foreign::refuse(read)?;
        } else if length == 0 && stop == Stop::End {
            return Ok(None);
        }
        let whole = match stop {
            Stop::Full => true,
            Stop::Separator => self.separated != Some(false),
            // The end record is spaces behind its counts, and a tool that trims a whole file takes those off.
            Stop::End => read.starts_with(b"9") && length >= self.end_filled,
        };
        if !whole {
            let problem = format!("200 bytes expected, {length} found");
            return Err(FileFault::refused(number, WHOLE, problem, "the file may be cut off; fetch it from the bank again"));
        }
        self.end_record(number, stop)?;
        self.count = number;
        Ok(Some(Record::new(number, bytes)))
    }

    /// Makes sure that nothing but filling follows.
    pub(crate) fn finish(&mut self) -> Result<(), FileFault> {
        let number = self.upcoming();
        loop {
            let (ended, filling) = self.chunk(number, |chunk| {
                let filling = chunk.iter().all(|byte| matches!(*byte, b' ' | CR | LF | SUB | 0));
                (chunk.len(), (chunk.is_empty(), filling))
            })?;
            if !filling {
                let next = "if several files were joined, import each by itself";
                return Err(FileFault::refused(number, FILE, "nothing may follow the end record (9)", next));
            }
            if ended {
                return Ok(());
            }
        }
    }

    /// Reads up to 200 bytes that belong to one record.
    fn fill(&mut self, bytes: &mut [u8; RECORD]) -> Result<(usize, Stop), FileFault> {
        let number = self.upcoming();
        let mut length = 0;
        while length < RECORD {
            let (taken, stop) = self.chunk(number, |chunk| {
                let room = &chunk[..chunk.len().min(RECORD - length)];
                let taken = room.iter().position(|byte| matches!(*byte, CR | LF | SUB)).unwrap_or(room.len());
                for (to, from) in bytes.iter_mut().skip(length).zip(&room[..taken]) {
                    *to = *from;
                }
                let stop = match room.get(taken) {
                    Some(&SUB) => Some(Stop::End),
                    Some(_) => Some(Stop::Separator),
                    None if room.is_empty() => Some(Stop::End),
                    None => None,
                };
                (taken, (taken, stop))
            })?;
            length += taken;
            if let Some(stop) = stop {
                return Ok((length, stop));
            }
        }
        Ok((length, Stop::Full))
    }

    /// Steps over what stands between this record and the next.
    fn end_record(&mut self, number: u64, stop: Stop) -> Result<(), FileFault> {
        if stop == Stop::Full {
            self.skip(number, |byte| byte == b' ')?;
        }
        let separator = self.skip(number, |byte| byte == CR || byte == LF)?;
        if self.separated.is_none() {
            self.separated = Some(separator);
        }
        if self.separated == Some(true) && !separator {
            let more = self.chunk(number, |chunk| (0, chunk.first().is_some_and(|byte| *byte != SUB)))?;
            if more {
                return Err(FileFault::refused(number, WHOLE, "the line is longer than 200 bytes", ASK_BANK));
            }
        }
        Ok(())
    }

    /// Steps over bytes that are `skipped`; whether there were any.
    fn skip(&mut self, number: u64, skipped: impl Fn(u8) -> bool) -> Result<bool, FileFault> {
        let mut any = false;
        loop {
            let (stepped, done) = self.chunk(number, |chunk| {
                let length = chunk.iter().take_while(|byte| skipped(**byte)).count();
                (length, (length > 0, length < chunk.len() || chunk.is_empty()))
            })?;
            any |= stepped;
            if done {
                return Ok(any);
            }
        }
    }

    /// Looks at the bytes at hand (none at the end of the stream). `look` says how many of them are used up.
    fn chunk<T>(&mut self, record: u64, look: impl FnOnce(&[u8]) -> (usize, T)) -> Result<T, FileFault> {
        loop {
            match self.reader.fill_buf() {
                Ok(chunk) => {
                    let (used, seen) = look(chunk);
                    self.reader.consume(used);
                    return Ok(seen);
                }
                Err(fault) if fault.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => return Err(FileFault::Io { record, source }),
            }
        }
    }
}
