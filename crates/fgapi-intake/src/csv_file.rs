//! CSV files as operators write them: with a header line, in UTF-8 (with or without a byte order mark) or Shift_JIS.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::{DecoderResult, Encoding, SHIFT_JIS, UTF_8};

use crate::fault::{CORRECT_FILE, ImportFault, Refused, of_file};
use crate::line_ends::{LineEnds, line_of};
use crate::progress::{Meter, Watched};

/// The columns that a file may have; the required ones first.
pub(crate) struct Columns {
    /// Must be there.
    pub(crate) required: &'static [&'static str],
    /// May be there.
    pub(crate) optional: &'static [&'static str],
}

/// A CSV file, line by line.
pub(crate) struct CsvFile {
    reader: csv::Reader<LineEnds<Watched<File>>>,
    encoding: &'static Encoding,
    /// For each column of [`Columns`], in their order, where it stands in the file.
    places: Vec<Option<usize>>,
    names: Vec<&'static str>,
    record: csv::ByteRecord,
}

/// What a column says about something that stands already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change<T> {
    /// Nothing (the column is empty): it stays.
    Keep,
    /// `none`: it is taken away.
    Clear,
    /// It is this from now on.
    Set(T),
}

/// The word that takes something away.
pub(crate) const NONE: &str = "none";

/// One line: fields by the number of their column in [`Columns`].
pub(crate) struct Line {
    /// Its number; the header is line 1.
    pub(crate) number: u64,
    fields: Vec<String>,
    names: Vec<&'static str>,
}

impl CsvFile {
    /// Opens the file and reads its header.
    pub(crate) fn open(path: &Path, columns: &Columns, meter: &Meter<'_>) -> Result<Self, ImportFault> {
        let encoding = encoding_of(path)?;
        let file = LineEnds::new(meter.watch(File::open(path).map_err(of_file(path))?));
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(file);
        let header = reader.byte_headers().map_err(|error| refusal(&error))?.clone();
        let names: Vec<_> = columns.required.iter().chain(columns.optional).copied().collect();
        let mut places = vec![None; names.len()];
        for (place, name) in header.iter().enumerate() {
            let name = String::from_utf8_lossy(name);
            let name = name.trim_start_matches('\u{feff}').trim();
            let known = names.iter().position(|known| *known == name);
            let slot = known.and_then(|at| places.get_mut(at)).filter(|slot| slot.is_none());
            *slot.ok_or_else(|| {
                Refused::new("line 1", "a column is unknown or stands twice", format!("the columns are: {}", names.join(", ")))
            })? = Some(place);
        }
        if let Some((missing, _)) = columns.required.iter().zip(&places).find(|(_, place)| place.is_none()) {
            return Err(
                Refused::new("line 1", format!("column {missing} is missing"), format!("the columns are: {}", names.join(", "))).into()
            );
        }
        Ok(Self { reader, encoding, places, names, record: csv::ByteRecord::new() })
    }

    /// The next line that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<Line>, ImportFault> {
        if !self.reader.read_byte_record(&mut self.record).map_err(|error| refusal(&error))? {
            return Ok(None);
        }
        let number = line_of(&self.reader, &self.record);
        let fields = self.places.iter().enumerate().map(|(column, place)| {
            let bytes = place.and_then(|place| self.record.get(place)).unwrap_or_default();
            self.encoding
                .decode_without_bom_handling_and_without_replacement(bytes)
                .map(|text| text.trim().to_owned())
                .ok_or_else(|| refused_at(number, self.names[column], "a character is not of the file's encoding"))
        });
        Ok(Some(Line { number, fields: fields.collect::<Result<_, Refused>>()?, names: self.names.clone() }))
    }
}

impl Line {
    /// The text of a column; empty when the file has no such column.
    pub(crate) fn text(&self, column: usize) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// The word in a column.
    pub(crate) fn word<T: core::str::FromStr>(&self, column: usize) -> Result<T, Refused>
    where
        T::Err: core::fmt::Display,
    {
        self.text(column).parse().map_err(|error: T::Err| self.refused(column, error.to_string()))
    }

    /// The word in a column, `None` when it is empty.
    pub(crate) fn optional<T: core::str::FromStr>(&self, column: usize) -> Result<Option<T>, Refused>
    where
        T::Err: core::fmt::Display,
    {
        if self.text(column).is_empty() { Ok(None) } else { self.word(column).map(Some) }
    }

    /// What a column says about something that stands already.
    pub(crate) fn change<T: core::str::FromStr>(&self, column: usize) -> Result<Change<T>, Refused>
    where
        T::Err: core::fmt::Display,
    {
        Ok(match self.text(column) {
            "" => Change::Keep,
            NONE => Change::Clear,
            _ => Change::Set(self.word(column)?),
        })
    }

    /// The words in a column, which stand between spaces or semicolons.
    pub(crate) fn words<T: core::str::FromStr>(&self, column: usize) -> Result<Vec<T>, Refused>
    where
        T::Err: core::fmt::Display,
    {
        let words = self.text(column).split([' ', ';', '\u{3000}']).filter(|word| !word.is_empty());
        words.map(|word| word.parse().map_err(|error: T::Err| self.refused(column, error.to_string()))).collect()
    }

    /// A refusal of this line for the sake of a column.
    pub(crate) fn refused(&self, column: usize, problem: impl Into<String>) -> Refused {
        refused_at(self.number, self.names.get(column).copied().unwrap_or_default(), problem)
    }
}

fn refused_at(line: u64, column: &str, problem: impl Into<String>) -> Refused {
    Refused::new(format!("line {line}, column {column}"), problem, CORRECT_FILE)
}

/// What the reader of CSV said.
pub(crate) fn refusal(error: &csv::Error) -> Refused {
    let place = error.position().map_or_else(|| "the file".to_owned(), |position| format!("line {}", position.line()));
    let problem = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{expected_len} fields expected, {len} found"),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => "not CSV".to_owned(),
    };
    Refused::new(place, problem, CORRECT_FILE)
}

/// UTF-8 when the whole file is, otherwise Shift_JIS. The file is streamed.
pub(crate) fn encoding_of(path: &Path) -> Result<&'static Encoding, ImportFault> {
    let mut file = File::open(path).map_err(of_file(path))?;
    let mut decoder = UTF_8.new_decoder_with_bom_removal();
    let (mut bytes, mut text) = (vec![0; 64 * 1024], String::with_capacity(256 * 1024));
    loop {
        let read = file.read(&mut bytes).map_err(of_file(path))?;
        text.clear();
        let (result, _) = decoder.decode_to_string_without_replacement(&bytes[..read], &mut text, read == 0);
        match result {
            DecoderResult::Malformed(..) => return Ok(SHIFT_JIS),
            _ if read == 0 => return Ok(UTF_8),
            _ => {}
        }
    }
}
