//! 全銀 files as a source.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use fgapi_domain::{Booked, JstDate};
use fgapi_zengin::{Calendar, Event, ReadOptions, StatementReader};

use super::source::{Begin, Close, Entry, Source, Step};
use crate::fault::{ImportFault, of_file};
use crate::progress::{Meter, Watched};

struct Zengin {
    reader: StatementReader<BufReader<Watched<File>>>,
    to: Option<JstDate>,
    last: Option<JstDate>,
}

/// Opens a 全銀 file.
pub(super) fn open(path: &Path, today: JstDate, calendar: Calendar, meter: &Meter<'_>) -> Result<Box<dyn Source>, ImportFault> {
    let file = BufReader::with_capacity(64 * 1024, meter.watch(File::open(path).map_err(of_file(path))?));
    Ok(Box::new(Zengin { reader: StatementReader::new(file, ReadOptions { today, calendar }), to: None, last: None }))
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
                    balance: None,
                })
            }
            Event::Trailer(trailer) => Step::Close(Close {
                place: format!("record {}", trailer.record),
                closing: trailer.closing.map(|yen| yen.0),
                as_of: self.to.or(self.last),
            }),
            Event::End(_) => return Ok(None),
        }))
    }

    fn one_section_an_account(&self) -> bool {
        false
    }
}
