//! CSV files as banks write them: whatever columns they have, in whatever encoding.

use std::fs::File;
use std::path::Path;

use encoding_rs::Encoding;
use unicode_normalization::UnicodeNormalization as _;

use crate::csv_file::{encoding_of, refusal};
use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::line_ends::{LineEnds, line_of};
use crate::progress::{Meter, Watched};

/// How a file is cut into fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TableForm {
    /// `None`: UTF-8 when the whole file is, else Shift_JIS.
    pub(crate) encoding: Option<&'static Encoding>,
    /// What stands between fields.
    pub(crate) delimiter: u8,
    /// Lines before the one with the columns' names.
    pub(crate) skip_lines: u64,
}

/// A file, line by line.
pub(crate) struct TableFile {
    reader: csv::Reader<LineEnds<Watched<File>>>,
    encoding: &'static Encoding,
    names: Vec<String>,
    record: csv::ByteRecord,
}

/// One line of it.
pub(crate) struct TableLine {
    /// Its number in the file, from 1.
    pub(crate) number: u64,
    fields: Vec<String>,
}

/// A name as it is compared: `残高（円）` is `残高(円)`.
pub(crate) fn folded(name: &str) -> String {
    name.nfkc().collect::<String>().trim_start_matches('\u{feff}').trim().to_owned()
}

impl TableFile {
    /// Opens the file and reads the columns' names.
    pub(crate) fn open(path: &Path, form: TableForm, meter: &Meter<'_>) -> Result<Self, ImportFault> {
        let encoding = form.encoding.map_or_else(|| encoding_of(path), Ok)?;
        let file = LineEnds::new(meter.watch(File::open(path).map_err(of_file(path))?));
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).delimiter(form.delimiter).from_reader(file);
        let mut record = csv::ByteRecord::new();
        loop {
            let there = reader.read_byte_record(&mut record).map_err(|error| refusal(&error))?;
            if !there {
                let place = format!("line {}", form.skip_lines + 1);
                return Err(Refused::new(place, "the line with the columns' names is missing", CORRECT_FILE).into());
            }
            if line_of(&reader, &record) > form.skip_lines {
                break;
            }
        }
        let number = line_of(&reader, &record);
        let names = record.iter().map(|name| decoded(encoding, name, || format!("line {number}")).map(|name| folded(&name)));
        let names = names.collect::<Result<_, _>>()?;
        Ok(Self { reader, encoding, names, record })
    }

    /// The names of its columns, as they are compared.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The next line that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<TableLine>, ImportFault> {
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| refusal(&error))? {
            return Ok(None);
        }
        let (number, expected, found) = (line_of(&self.reader, &self.record), self.names.len(), self.record.len());
        if found != expected {
            let problem = format!("{expected} fields expected, {found} found");
            return Err(Refused::new(format!("line {number}"), problem, CORRECT_FILE).into());
        }
        let place = |name: &String| format!("line {number}, column {name}");
        let fields = self.record.iter().zip(&self.names).map(|(field, name)| decoded(self.encoding, field, || place(name)));
        Ok(Some(TableLine { number, fields: fields.collect::<Result<_, Refused>>()? }))
    }
}

impl TableLine {
    /// The text of a column.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", |text| text.trim())
    }
}

fn decoded(encoding: &'static Encoding, bytes: &[u8], place: impl FnOnce() -> String) -> Result<String, Refused> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(std::borrow::Cow::into_owned).ok_or_else(|| Refused::new(place(), "a character is not of the file's encoding", CORRECT_FILE))
}
