//! 全銀 files as a source.

use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::Path;

use fgapi_domain::{Booked, JstDate};
use fgapi_zengin::{Business, Calendar, Event, ReadOptions, StatementReader};

use super::source::{Begin, Close, Entry, Kind, Source, Step};
use crate::fault::{ImportFault, of_file};
use crate::progress::{Meter, Watched};

struct Zengin {
    kind: Kind,
    reader: StatementReader<BufReader<Watched<File>>>,
    to: Option<JstDate>,
    last: Option<JstDate>,
}

/// Which 全銀 format a file says that it is in.
pub(super) fn business(path: &Path) -> Result<Option<Business>, ImportFault> {
    let mut start = Vec::new();
    File::open(path).and_then(|file| file.take(Business::LOOKED_AT as u64).read_to_end(&mut start)).map_err(of_file(path))?;
    Ok(Business::of(&start))
}

/// Opens a 全銀 file of statements (03) or of notices (01).
pub(super) fn open(path: &Path, today: JstDate, calendar: Calendar, meter: &Meter<'_>) -> Result<Box<dyn Source>, ImportFault> {
    let file = BufReader::with_capacity(64 * 1024, meter.watch(File::open(path).map_err(of_file(path))?));
    let options = ReadOptions { today, calendar };
    let (kind, reader) = match business(path)? {
        Some(Business::TransferNotice) => (Kind::Notice, StatementReader::of_notices(file, options)),
        _ => (Kind::Statement, StatementReader::new(file, options)),
    };
    Ok(Box::new(Zengin { kind, reader, to: None, last: None }))
}

impl Source for Zengin {
    fn next(&mut self) -> Result<Option<Step>, ImportFault> {
        let Some(event) = self.reader.next().transpose()? else { return Ok(None) };
        Ok(Some(match event {
            Event::Header(header) => {
                (self.to, self.last) = (header.to, None);
                Step::Begin(Begin {
                    place: format!("record {}", header.record),
                    account: header.account,
                    kind: self.kind,
                    opening: header.opening.map(|yen| yen.0),
                })
            }
            Event::Row(row) => {
                self.last = self.last.max(Some(row.day));
                Step::Row(Entry {
                    number: row.record,
                    booked: Booked::on(row.day),
                    amount: row.amount.0,
                    correction: row.is_correction(),
                    description: row.description.to_string(),
                    reference: row.reference.map(|number| number.to_string()),
                    stays: false,
                    balance: None,
                })
            }
            Event::Trailer(trailer) => Step::Close(Close {
                place: format!("record {}", trailer.record),
                closing: trailer.closing.map(|yen| yen.0),
                // Nobody knows all of a day by its transfers.
                as_of: if self.kind == Kind::Statement { self.to.or(self.last) } else { None },
            }),
            Event::End(_) => return Ok(None),
        }))
    }

    fn one_section_an_account(&self) -> bool {
        false
    }
}
