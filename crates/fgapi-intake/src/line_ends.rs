//! Lines that end in one way, whatever ended them: so every line can be counted.

use std::io::{self, Read};

/// A reader in which CR LF and CR are LF, and the last line is ended too.
pub(crate) struct LineEnds<R> {
    inner: R,
    last: u8,
    ended: bool,
}

impl<R> LineEnds<R> {
    /// Over this reader.
    pub(crate) const fn new(inner: R) -> Self {
        // Nothing has to be ended where nothing was read.
        Self { inner, last: b'\n', ended: false }
    }
}

impl<R: Read> Read for LineEnds<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.inner.read(into)?;
            if read == 0 {
                let open = !self.ended && !matches!(self.last, b'\n' | b'\r');
                self.ended = true;
                return Ok(match into.first_mut() {
                    Some(first) if open => {
                        *first = b'\n';
                        1
                    }
                    _ => 0,
                });
            }
            let mut kept = 0;
            for at in 0..read {
                let byte = into.get(at).copied().unwrap_or_default();
                let second_half = byte == b'\n' && self.last == b'\r';
                self.last = byte;
                if !second_half && let Some(to) = into.get_mut(kept) {
                    *to = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

/// The line on which the record begins that `reader` gave last: it stands behind the record's end.
pub(crate) fn line_of<R: Read>(reader: &csv::Reader<R>, record: &csv::ByteRecord) -> u64 {
    let inside: usize = record.iter().map(|field| field.iter().filter(|byte| **byte == b'\n').count()).sum();
    reader.position().line().saturating_sub(inside as u64 + 1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_of_a_line_is_one() {
        for (given, expected) in [("", ""), ("a", "a\n"), ("a\r\nb\rc\n\r\n", "a\nb\nc\n\n"), ("\r\r\n", "\n\n"), ("a\n", "a\n")] {
            let mut read = String::new();
            LineEnds::new(given.as_bytes()).read_to_string(&mut read).unwrap();
            assert_eq!(read, expected);
        }
    }

    #[test]
    fn lines_are_counted_from_one() {
        let text = "a,b\r\n\r\n\"x\ny\",2\r\nz,3";
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(LineEnds::new(text.as_bytes()));
        let (mut record, mut lines) = (csv::ByteRecord::new(), Vec::new());
        while reader.read_byte_record(&mut record).unwrap() {
            lines.push(line_of(&reader, &record));
        }
        assert_eq!(lines, [1, 3, 5]);
    }
}
